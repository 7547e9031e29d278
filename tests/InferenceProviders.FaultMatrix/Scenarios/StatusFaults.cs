using System.Globalization;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>Answers with a status of failure. What is worth a second try gets one; what is not, does not.</summary>
internal static class StatusFaults
{
    public static IEnumerable<Scenario> All =>
    [
        ThenFine(500), ThenFine(502), ThenFine(503), ThenFine(504), ThenFine(408),
        ThenFine(429, headers: _ => "Retry-After: 1") with { Name = "429 with seconds to wait, then fine" },
        ThenFine(
            429, headers: _ =>
                $"Retry-After: {DateTimeOffset.UtcNow.AddSeconds(2).ToString("R", CultureInfo.InvariantCulture)}") with
        {
            Name = "429 with a date to wait for, then fine",
        },
        ThenFine(503, """{"error":"Model is currently loading","estimated_time":0.7}""") with
        {
            Name = "503 with estimated_time, then fine",
        },
        new("429 with 86400 seconds to wait", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(
                429, Answers.Error("come back tomorrow", "rate_limit_exceeded"), "application/json",
                "Retry-After: 86400");
        }),
        Always(500), Final(400), Final(401), Final(402), Final(403), Final(404), Final(413), Final(422),
        new("an error page in HTML", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(
                403, "<html><head><title>Forbidden</title></head><body>no</body></html>", "text/html");
        }),
        new("an error without a body", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(403);
        }),
        new("an error body that breaks off", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(
                "HTTP/1.1 400 X\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"error\":{\"mess");
            connection.Reset();
        }),
    ];

    private static Scenario ThenFine(int status, string? body = null, Func<int, string>? headers = null) =>
        new($"{status}, then fine", Expected.Answer, async (connection, index) =>
    {
        await connection.ReadRequestAsync();
        if (index == 0)
        {
            await connection.RespondAsync(
                status, body ?? Answers.Error("try again"), "application/json", headers is null ? []
                : [headers(index)]);
        }
        else
        {
            await connection.RespondWithEventsAsync(Answers.Greeting);
        }
    });

    private static Scenario Always(int status) => new($"{status}, always", Expected.Error, async (connection, _) =>
    {
        await connection.ReadRequestAsync();
        await connection.RespondAsync(status, Answers.Error("still broken"));
    });

    private static Scenario Final(int status) => new($"{status}: asked once", Expected.Error, async (connection, _) =>
    {
        await connection.ReadRequestAsync();
        await connection.RespondAsync(status, Answers.Error("no", "invalid_request_error"));
    })
    {
        Check = (server, _) =>
            Task.FromResult(server.Requests.Count == 1 ? null : $"asked {server.Requests.Count} times"),
    };
}
