using System.Globalization;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>
/// Refusals that say how long to wait, in the forms of providers and proxies: the second request must not come before.
/// The forms are those of RFC 9110 and of the IETF's drafts on rate limits, of OpenAI, Azure, Groq, Anthropic, Google,
/// GitHub and Discord, as their documentation has them.
/// </summary>
internal static class WaitFaults
{
    /// <summary>A request may be on its way for a moment, and clocks tick.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(60);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(1.5);

    public static IEnumerable<Scenario> All =>
    [
        Kept("Retry-After with a fraction", Longer, headers: "Retry-After: 1.5"),
        Kept("retry-after-ms", Longer, headers: "retry-after-ms: 1500"),
        Kept("x-ms-retry-after-ms", Longer, headers: "x-ms-retry-after-ms: 1500"),
        Kept(
            "x-ratelimit-reset-requests as a duration", Longer,
            headers: ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 1.5s"]),
        Kept(
            "x-ratelimit-reset-tokens in milliseconds", Longer,
            headers: ["x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: 1500ms"]),
        Kept("RateLimit-Reset in seconds", Second, headers: ["RateLimit-Remaining: 0", "RateLimit-Reset: 1"]),
        Kept("RateLimit with a reset", Second, headers: "RateLimit: limit=10, remaining=0, reset=1"),
        Kept("RateLimit as a structured field", Second, headers: "RateLimit: \"default\";r=0;t=1"),
        Until(
            "X-RateLimit-Reset as an epoch", () =>
                ["X-RateLimit-Remaining: 0", $"X-RateLimit-Reset: {In(2).ToUnixTimeSeconds()}"]),
        Until("anthropic-ratelimit-requests-reset as a time", () =>
            ["anthropic-ratelimit-requests-remaining: 0",
                $"anthropic-ratelimit-requests-reset:"
                + $" {In(2).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}"]),
        Kept(
            "words with seconds", Longer,
            Answers.Error("Rate limit reached for requests. Please try again in 1.5s.", "rate_limit_exceeded")),
        Kept(
            "words with milliseconds", Longer,
            Answers.Error(
                "Rate limit reached on tokens per minute. Please try again in 1500ms.", "rate_limit_exceeded")),
        Kept(
            "words with a unit spelled out", Second,
            Answers.Error("Too many requests. Please retry after 1 second.", "429")),
        Kept(
            "retryDelay in the details", Longer,
            """{"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED","details":"""
            + """[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}}"""),
        Kept(
            "retry_after in the body", Longer,
            """{"message":"You are being rate limited.","retry_after":1.5,"global":false}"""),
        Kept(
            "retry_after in the error", Second,
            """{"error":{"message":"Too many requests.","type":"rate_limit","retry_after":1}}"""),
        Kept("503 with seconds to wait", Second, status: 503, headers: "Retry-After: 1"),
        Kept("529 with seconds to wait", Second, status: 529, headers: "Retry-After: 1"),
        Kept("500 with seconds to wait", Second, status: 500, headers: "Retry-After: 1"),
        Odd("Retry-After that is no number", "Retry-After: soon"),
        Odd("Retry-After of less than nothing", "Retry-After: -5"),
        Odd("Retry-After of zero", "Retry-After: 0"),
        Odd("Retry-After in the past", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"),
        Pauses(),
    ];

    private static Scenario Kept(
        string form, TimeSpan wait, string? body = null, int status = 429, params string[] headers) =>
        Kept(form, wait, body, status, () => headers);

    /// <summary>Two seconds from the refusal on, of which a second may be lost to rounding.</summary>
    private static Scenario Until(string form, Func<string[]> headers) => Kept(form, Second, body: null, 429, headers);

    private static Scenario Kept(string form, TimeSpan wait, string? body, int status, Func<string[]> headers) =>
        new($"the wait is kept: {form}", Expected.Answer,
            (connection, index) => RefuseFirstAsync(connection, index, status, body, headers()))
        {
            Check = (server, _) => Task.FromResult(
                server.Requests is [var first, var second, ..] && second.At - first.At < wait - Tolerance
                    ? string.Create(
                        CultureInfo.InvariantCulture, $"asked again after {(second.At - first.At).TotalSeconds:0.00} s")
                    : null),
        };

    private static Scenario Odd(string name, string header) =>
        new($"429 with a {name}, then fine", Expected.Answer,
            (connection, index) => RefuseFirstAsync(connection, index, 429, body: null, [header]));

    /// <summary>A limit that holds for longer than the first pause: the deadline has room for all of them.</summary>
    private static Scenario Pauses() =>
        new("429 with a second to wait, five times, then fine", Expected.Answer, async (connection, index) =>
    {
        await connection.ReadRequestAsync();
        await (index < 5
            ? connection.RespondAsync(
                429, Answers.Error("busy", "rate_limit_exceeded"), "application/json", "Retry-After: 1")
            : connection.RespondWithEventsAsync(Answers.Greeting));
    });

    private static async Task RefuseFirstAsync(
        Server.FaultConnection connection, int index, int status, string? body, string[] headers)
    {
        await connection.ReadRequestAsync();
        await (index == 0
            ? connection.RespondAsync(
                status, body ?? Answers.Error("busy", "rate_limit_exceeded"), "application/json", headers)
            : connection.RespondWithEventsAsync(Answers.Greeting));
    }

    private static DateTimeOffset In(int seconds) => DateTimeOffset.UtcNow.AddSeconds(seconds);
}
