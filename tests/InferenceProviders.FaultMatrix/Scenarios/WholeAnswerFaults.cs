using System.Text;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>Faults of answers in one piece, without a stream.</summary>
internal static class WholeAnswerFaults
{
    public static IEnumerable<Scenario> All =>
    [
        Whole("whole: as it should be", Expected.Answer, Answers.Whole),
        Whole(
            "whole: an unknown finish reason", Expected.Answer,
            Answers.Whole.Replace("\"stop\"", "\"eos_token\"", StringComparison.Ordinal)),
        Whole(
            "whole: content in parts", Expected.Answer,
            Answers.Whole.Replace(
                $"\"{Scenario.Greeting}\"", """[{"type":"text","text":"Hello, "},{"type":"text","text":"world."}]""",
                StringComparison.Ordinal)),
        Whole(
            "whole: choices empty", Expected.Error,
            """{"id":"c-1","object":"chat.completion","created":1763700000,"model":"model","choices":[]}"""),
        Whole(
            "whole: choices null", Expected.Error,
            """{"id":"c-1","object":"chat.completion","created":1763700000,"model":"model","choices":null}"""),
        Whole("whole: an error with status 200", Expected.Error, Answers.Error("not today")),
        Whole("whole: JSON that breaks off", Expected.Error, Answers.Whole[..^30]),
        Whole("whole: not JSON at all", Expected.Error, "Bad Gateway", "text/plain"),
        Whole(
            "whole: HTML with status 200", Expected.Error, "<!doctype html><html><title>Sign in</title></html>",
            "text/html"),
        Whole("whole: nothing", Expected.Error, ""),
        new("whole: reset in the body, then fine", Expected.Answer, async (connection, index) =>
        {
            await connection.ReadRequestAsync();
            if (index > 0)
            {
                await connection.RespondAsync(200, Answers.Whole);
                return;
            }

            await connection.SendAsync(
                $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:"
                + $" {Encoding.UTF8.GetByteCount(Answers.Whole)}\r\n\r\n{Answers.Whole[..40]}");
            connection.Reset();
        }) { Caller = new() { WantsWhole = true } },
        new("whole: a body shorter than it says", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(
                $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\nConnection: "
                + $"close\r\n\r\n{Answers.Whole}");
            await connection.CloseAsync();
        }) { Caller = new() { WantsWhole = true } },
        new("whole: a stall in the body", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(
                $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{Answers.Whole}");
            await connection.ClientClosedAsync();
        }) { Caller = new() { WantsWhole = true } },
    ];

    private static Scenario Whole(
        string name, Expected expected, string body, string contentType = "application/json") =>
            new(name, expected, async (connection, _) =>
    {
        await connection.ReadRequestAsync();
        await connection.RespondAsync(200, body, contentType);
    }) { Caller = new() { WantsWhole = true } };
}
