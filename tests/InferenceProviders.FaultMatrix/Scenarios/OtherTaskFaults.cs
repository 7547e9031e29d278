using InferenceProviders.FaultMatrix.Server;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>Vectors and speech: a status of 200 is not yet an answer.</summary>
internal static class OtherTaskFaults
{
    private const string Page = "<!doctype html><html><head><title>Sign in</title></head><body></body></html>";

    public static IEnumerable<Scenario> All =>
    [
        Vectors(
            "as they should be", Expected.Answer, (connection, request, _) =>
                GiveAsync(connection, request, (0, 1, 3), (1, 2, 3))),
        Vectors(
            "in another order", Expected.Answer, (connection, request, _) =>
                GiveAsync(connection, request, (1, 2, 3), (0, 1, 3))),
        Vectors("one too few", Expected.Error, (connection, request, _) => GiveAsync(connection, request, (0, 1, 3))),
        Vectors(
            "one too many", Expected.Error, (connection, request, _) =>
                GiveAsync(connection, request, (0, 1, 3), (1, 2, 3), (2, 3, 3))),
        Vectors(
            "of different lengths", Expected.Error, (connection, request, _) =>
                GiveAsync(connection, request, (0, 1, 3), (1, 2, 4))),
        Vectors(
            "both at one place", Expected.Error, (connection, request, _) =>
                GiveAsync(connection, request, (0, 1, 3), (0, 2, 3))),
        Vectors(
            "an error with status 200", Expected.Error, (connection, _, _) =>
                connection.RespondAsync(200, Answers.Error("not today"))),
        Vectors(
            "a page with status 200", Expected.Error, (connection, _, _) =>
                connection.RespondAsync(200, Page, "text/html")),
        Vectors("503, then fine", Expected.Answer, (connection, request, index) =>
            index == 0
                ? connection.RespondAsync(503, Answers.Error("busy"))
                : GiveAsync(connection, request, (0, 1, 3), (1, 2, 3))),
        Vectors("429 with a second to wait, then fine", Expected.Answer, (connection, request, index) =>
            index == 0
                ? connection.RespondAsync(429, Answers.Error("busy"), "application/json", "Retry-After: 1")
                : GiveAsync(connection, request, (0, 1, 3), (1, 2, 3))),
        Speech(
            "as it should be", Expected.Answer, (connection, _, _) =>
                connection.RespondAsync(200, OtherAnswers.Sound, "audio/wav")),
        Speech(
            "an error with status 200", Expected.Error, (connection, _, _) =>
                connection.RespondAsync(200, Answers.Error("not today"))),
        Speech(
            "an error that says it is sound", Expected.Error, (connection, _, _) =>
                connection.RespondAsync(200, Answers.Error("not today"), "audio/mpeg")),
        Speech(
            "an error that says it is bytes", Expected.Error, (connection, _, _) =>
                connection.RespondAsync(200, Answers.Error("not today"), "application/octet-stream")),
        Speech(
            "a page that says it is sound", Expected.Error, (connection, _, _) =>
                connection.RespondAsync(200, Page, "audio/wav")),
        Speech("nothing", Expected.Error, (connection, _, _) => connection.RespondAsync(200, "", "audio/wav")),
        Speech("a body shorter than it says", Expected.Error, async (connection, _, _) =>
        {
            await connection.SendAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n");
            await connection.SendAsync(OtherAnswers.Sound);
            await connection.CloseAsync();
        }),
        Speech("503, then fine", Expected.Answer, (connection, _, index) =>
            index == 0
                ? connection.RespondAsync(503, Answers.Error("busy"))
                : connection.RespondAsync(200, OtherAnswers.Sound, "audio/wav")),
    ];

    private static Task GiveAsync(
        FaultConnection connection, FaultRequest? request, params (int Index, float First, int Length)[] vectors) =>
        connection.RespondAsync(200, OtherAnswers.Embeddings(request?.Body, vectors));

    private static Scenario Vectors(
        string name, Expected expected, Func<FaultConnection, FaultRequest?, int, Task> answer) =>
        Make($"vectors: {name}", expected, answer, AskedFor.Embeddings, OtherAnswers.Vectors);

    private static Scenario Speech(
        string name, Expected expected, Func<FaultConnection, FaultRequest?, int, Task> answer) =>
        Make($"speech: {name}", expected, answer, AskedFor.Speech, OtherAnswers.SoundSize);

    private static Scenario Make(
        string name, Expected expected, Func<FaultConnection, FaultRequest?, int, Task> answer, AskedFor asks,
        string text) =>
        new(name, expected,
            async (connection, index) => await answer(connection, await connection.ReadRequestAsync(), index))
        {
            Caller = new() { Asks = asks },
            Text = text,
        };
}
