using System.Net;
using InferenceProviders.Errors;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Headers of rate limits as providers and proxies document them, and as they must not break anything.
/// </summary>
[Trait("Category", "Field")]
public class RateLimitHeaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string, string, string> Headers => new()
    {
        // platform.openai.com/docs/guides/rate-limits, "Rate limits in headers"
        {
            "OpenAI",
                "x-ratelimit-limit-requests: 60|x-ratelimit-limit-tokens: 150000|x-ratelimit-remaining-requests: "
                + "59|x-ratelimit-remaining-tokens: 149984|x-ratelimit-reset-requests: 1s|x-ratelimit-reset-tokens: "
                + "6m0s",
            "requests 59/60 1s, tokens 149984/150000 360s"
        },

        // console.groq.com/docs/rate-limits
        {
            "Groq",
                "retry-after: 2|x-ratelimit-limit-requests: 14400|x-ratelimit-limit-tokens: "
                + "18000|x-ratelimit-remaining-requests: 14370|x-ratelimit-remaining-tokens: "
                + "17997|x-ratelimit-reset-requests: 2m59.56s|x-ratelimit-reset-tokens: 7.66s",
            "requests 14370/14400 179.56s, tokens 17997/18000 7.66s"
        },

        // inference-docs.cerebras.ai/support/rate-limits
        {
            "Cerebras",
                "x-ratelimit-limit-requests-day: 1000000000|x-ratelimit-limit-tokens-minute: "
                + "1000000000|x-ratelimit-remaining-requests-day: 999997455|x-ratelimit-remaining-tokens-minute: "
                + "999998298|x-ratelimit-reset-requests-day: 33011.382867097855|x-ratelimit-reset-tokens-minute: "
                + "11.382867097854614",
            "requests-day 999997455/1000000000 33011.38s, tokens-minute 999998298/1000000000 11.38s"
        },

        // docs.anthropic.com/en/api/rate-limits, "Response headers"
        {
            "Anthropic",
                "anthropic-ratelimit-requests-limit: 50|anthropic-ratelimit-requests-remaining: "
                + "49|anthropic-ratelimit-requests-reset: 2026-01-02T03:04:"
                + "06Z|anthropic-ratelimit-input-tokens-remaining: 0|anthropic-ratelimit-input-tokens-reset: "
                + "2026-01-02T03:05:05Z",
            "requests 49/50 1s, input-tokens 0/? 60s"
        },

        // learn.microsoft.com/azure/ai-services/openai/how-to/quota: no reset
        { "Azure", "x-ratelimit-remaining-requests: 9|x-ratelimit-remaining-tokens: 9986",
            "requests 9/? -, tokens 9986/? -" },

        // docs.together.ai/docs/rate-limits
        {
            "Together",
                "x-ratelimit-limit: 10|x-ratelimit-remaining: 9|x-ratelimit-reset: 1|x-tokenlimit-limit: "
                + "180000|x-tokenlimit-remaining: 179990",
            "requests 9/10 1s, tokens 179990/180000 -"
        },

        // OpenRouter: the reset is a Unix time in milliseconds; GitHub: in seconds
        { "OpenRouter", "X-RateLimit-Limit: 20|X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1767323075000",
            "requests 0/20 30s" },
        { "GitHub",
            "x-ratelimit-limit: 60|x-ratelimit-remaining: 56|x-ratelimit-reset: 1767323075|x-ratelimit-used: "
            + "4|x-ratelimit-resource: core",
            "requests 56/60 30s" },

        // draft-ietf-httpapi-ratelimit-headers, -03, -07 and -10
        { "IETF 03", "RateLimit-Limit: 10, 10;window=1, 50;window=60|RateLimit-Remaining: 9|RateLimit-Reset: 50",
            "requests 9/10 50s" },
        { "IETF 07", "RateLimit: limit=100, remaining=50, reset=30", "requests 50/100 30s" },
        { "IETF 10",
            "RateLimit: \"burst\";r=50;t=30, \"daily\";r=900;t=3600|RateLimit-Policy: \"burst\";q=100;w=60,"
            + " \"daily\";q=1000;w=86400",
            "burst 50/100 30s, daily 900/1000 3600s" },
        { "Hugging Face", "ratelimit: \"api\";r=0;t=55|ratelimit-policy: \"fixed window\";\"api\";q=500;w=300",
            "api 0/? 55s" },
        { "Discord",
            "X-RateLimit-Limit: 5|X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1767323075.5|X-RateLimit-Reset-After: "
            + "30.5|X-RateLimit-Bucket: abcd",
            "requests 0/5 30.5s" },

        // What says nothing, and what is broken.
        { "none", "content-length: 5|x-request-id: 1", "" },
        { "over", "x-ratelimit-over-limit: no", "" },
        { "a limit alone", "x-ratelimit-limit-requests: 60", "" },
        { "words", "x-ratelimit-remaining-requests: plenty|x-ratelimit-reset-requests: soon", "" },
        { "empty", "x-ratelimit-remaining: |ratelimit: |ratelimit-policy: ;;;,,=", "" },
        { "huge",
            "x-ratelimit-remaining: 99999999999999999999999|x-ratelimit-remaining-tokens: "
            + "-1|x-ratelimit-reset-tokens: 1e400",
            "requests 999999999999999999/? -, tokens 0/? -" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Limits_are_read_in_every_spelling(string who, string headers, string expected)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK);
        foreach (var header in headers.Split('|').Select(line => line.Split(": ", 2)))
        {
            response.Headers.TryAddWithoutValidation(header[0], header.Length > 1 ? header[1] : "");
        }

        var readings = RateLimitParser.Read(response.Headers, Now) ?? [];

        Assert.Equal(expected, string.Join(", ", readings.Select(reading => FormattableString.Invariant(
            $"{reading.Name} {reading.Remaining}/{reading.Limit?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} {(reading.ResetsIn is { } wait ? $"{Math.Round(wait.TotalSeconds, 2).ToString(System.Globalization.CultureInfo.InvariantCulture)}s" : "-")}"))));
        Assert.NotEmpty(who);
    }

    [Fact]
    public void Any_bytes_are_taken_without_an_error()
    {
        var random = new Random(3);
        const string Letters = "0123456789abcrtq=;,\"-: .;remaining limit reset Z";
        for (var i = 0; i < 5000; i++)
        {
            using var response = new HttpResponseMessage(HttpStatusCode.OK);
            foreach (var name in (string[])["x-ratelimit-remaining", "x-ratelimit-reset-tokens", "ratelimit",
                "ratelimit-policy", "x-ratelimit-limit-requests"])
            {
                response.Headers.TryAddWithoutValidation(
                    name, new string(random.GetItems<char>(Letters, random.Next(0, 40))));
            }

            _ = RateLimitParser.Read(response.Headers, Now);
        }
    }
}
