using System.Globalization;
using System.Net;
using System.Text.Json;
using InferenceProviders.Errors;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// How long to wait, in every form in which providers and the proxies before them say it. Each row names who does.
/// </summary>
[Trait("Category", "Field")]
public sealed class RetryAfterParserTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]

    // RFC 9110, 10.2.3: seconds or a date in one of HTTP's three forms.
    [InlineData("Retry-After: 7", 7.0)]
    [InlineData("retry-after: 120", 120.0)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:05:05 GMT", 60.0)]
    [InlineData("Retry-After: Friday, 02-Jan-26 03:05:05 GMT", 60.0)]
    [InlineData("Retry-After: Fri Jan  2 03:05:05 2026", 60.0)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:00:00 GMT", 0.0)]

    // What servers write there beside the standard.
    [InlineData("Retry-After: 1.5", 1.5)]
    [InlineData("Retry-After: 30s", 30.0)]
    [InlineData("Retry-After: 2m59.56s", 179.56)]
    [InlineData("Retry-After: 500ms", 0.5)]
    [InlineData("Retry-After: PT1M30S", 90.0)]
    [InlineData("Retry-After: 00:01:30", 90.0)]
    [InlineData("Retry-After: 2026-01-02T03:05:05Z", 60.0)]
    [InlineData("Retry-After: 2026-01-02T04:05:05.123456789+01:00", 60.123)]
    [InlineData("Retry-After: 1767323105", 60.0)]
    [InlineData("Retry-After: 1767323105000", 60.0)]
    [InlineData("Retry-After: \"45\"", 45.0)]

    // OpenAI and Azure OpenAI; Azure's other services.
    [InlineData("retry-after-ms: 1234", 1.234)]
    [InlineData("Retry-After: 2|retry-after-ms: 1234", 1.234)]
    [InlineData("x-ms-retry-after-ms: 800", 0.8)]

    // Gateways: Envoy, Kong, Discord's form, bucket4j.
    [InlineData("X-Retry-After: 9", 9.0)]
    [InlineData("X-RateLimit-Retry-After: 9", 9.0)]
    [InlineData("X-Rate-Limit-Retry-After-Seconds: 9", 9.0)]
    [InlineData("x-ratelimit-reset-after: 1.25", 1.25)]

    // OpenAI, Groq: the limit that is used up is the one that counts.
    [InlineData(
        "x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 6m0s|x-ratelimit-remaining-tokens: "
        + "900|x-ratelimit-reset-tokens: 20ms",
        360.0)]
    [InlineData(
        "x-ratelimit-remaining-requests: 14370|x-ratelimit-reset-requests: 2m59.56s|x-ratelimit-remaining-tokens: "
        + "0|x-ratelimit-reset-tokens: 7.66s",
        7.66)]
    [InlineData("x-ratelimit-reset-requests: 1h12m|x-ratelimit-reset-tokens: 7.66s", 7.66)]

    // Cerebras: seconds with a fraction.
    [InlineData(
        "x-ratelimit-remaining-requests-day: 999|x-ratelimit-reset-requests-day: "
        + "33011.38|x-ratelimit-remaining-tokens-minute: 0|x-ratelimit-reset-tokens-minute: 11.38",
        11.38)]

    // Epochs: GitHub's form in seconds (DigitalOcean, SambaNova), OpenRouter's in milliseconds.
    [InlineData("x-ratelimit-reset: 1767323105", 60.0)]
    [InlineData("X-RateLimit-Limit: 20|X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1767323105000", 60.0)]

    // Together, Envoy: seconds until the window ends.
    [InlineData("x-ratelimit-limit: 20, 20;w=60|x-ratelimit-remaining: 0|x-ratelimit-reset: 32", 32.0)]
    [InlineData("ratelimit-reset: 50", 50.0)]
    [InlineData("X-Rate-Limit-Reset: 50", 50.0)]

    // Anthropic: RFC 3339.
    [InlineData(
        "anthropic-ratelimit-requests-remaining: 0|anthropic-ratelimit-requests-reset: 2026-01-02T03:05:05Z", 60.0)]

    // JavaScript's own form of a date.
    [InlineData("X-RateLimit-Reset: Fri Jan 02 2026 04:05:05 GMT+0100 (Central European Standard Time)", 60.0)]

    // draft-ietf-httpapi-ratelimit-headers, its newer form (the Hub) and its older one.
    [InlineData("RateLimit: \"api\";r=0;t=55|RateLimit-Policy: \"fixed window\";\"api\";q=500;w=300", 55.0)]
    [InlineData("RateLimit: limit=100, remaining=0, reset=50", 50.0)]

    // What says it outright wins over what describes a limit.
    [InlineData("x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 6m0s|Retry-After: 3", 3.0)]

    // A zero after a refusal says nothing (DigitalOcean's documentation); negative numbers and words never do.
    [InlineData("x-ratelimit-reset-requests: 0", null)]
    [InlineData("Retry-After: 0|x-ratelimit-reset-requests: 4", 4.0)]
    [InlineData("Retry-After: 0", 0.0)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("Retry-After: -5", null)]
    [InlineData("Retry-After: 99999999999999", null)]
    [InlineData("X-Nothing: 1|X-RateLimit-Limit: 20", null)]
    public void Headers(string headers, double? seconds)
    {
        using var response = Response(HttpStatusCode.TooManyRequests, headers);
        Same(seconds, RetryAfterParser.Find(response, body: null, Now));
    }

    [Theory]
    [InlineData("x-ratelimit-remaining-requests: 900|x-ratelimit-reset-requests: 6m0s", null)]
    [InlineData("x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 6m0s", 360.0)]
    [InlineData("x-ratelimit-reset-requests: 6m0s", null)]
    [InlineData("Retry-After: 3", 3.0)]
    public void A_limit_that_is_not_used_up_is_no_pause_after_another_failure(string headers, double? seconds)
    {
        using var response = Response(HttpStatusCode.ServiceUnavailable, headers);
        Same(seconds, RetryAfterParser.Find(response, body: null, Now));
    }

    [Theory]

    // Replicate, Cloudflare, Discord's form.
    [InlineData("""{"detail":"Request was throttled.","status":429,"retry_after":12}""", 12.0)]
    [InlineData("""{"retry_after":0.529,"global":false}""", 0.529)]
    [InlineData("""{"error":{"message":"m","retry_after":"30"}}""", 30.0)]
    [InlineData("""{"error":{"message":"m","metadata":{"retry_after_seconds":30}}}""", 30.0)]
    [InlineData("""{"error":{"message":"m","retryAfterMs":1500}}""", 1.5)]
    [InlineData("""{"error":{"message":"m","retry_after_ms":1500}}""", 1.5)]
    [InlineData("""{"errors":[{"extensions":{"retryAfter":"2m"}}]}""", 120.0)]

    // Google: RetryInfo, as JSON and as Protocol Buffers' object; quotas.
    [InlineData(
        """{"error":{"code":429,"details":"""
        + """[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.074824224s"}]}}""",
        34.074)]
    [InlineData("""{"error":{"details":[{"retryDelay":{"seconds":"34","nanos":0}}]}}""", 34.0)]
    [InlineData(
        """{"error":{"details":[{"metadata":{"quotaResetDelay":"2h57m16.9s","quotaResetTimeStamp":"2026-01-02T06:"""
        + """01:22Z"}}]}}""",
        10636.9)]
    [InlineData("""{"error":{"details":[{"metadata":{"quotaResetTimeStamp":"2026-01-02T03:05:05Z"}}]}}""", 60.0)]

    // OpenAI's subscriptions: both forms.
    [InlineData("""{"error":{"type":"usage_limit_reached","resets_at":1767323105,"resets_in_seconds":60}}""", 60.0)]
    [InlineData("""{"error":{"type":"usage_limit_reached","resets_at":1767323105}}""", 60.0)]

    // OpenRouter repeats the headers in the body.
    [InlineData(
        """{"error":{"code":429,"metadata":{"headers":"""
        + """{"X-RateLimit-Limit":"20","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1767323105000"}}}}""",
        60.0)]
    [InlineData("""{"error":{"message":"m","wait_time":5}}""", 5.0)]
    [InlineData("""{"error":{"message":"m","cooldown_seconds":5}}""", 5.0)]
    [InlineData("""{"available_in":"5 minutes"}""", 300.0)]
    [InlineData("""{"reset_at":"2026-01-02T03:05:05.000Z"}""", 60.0)]

    // Fields that only look like it.
    [InlineData(
        """{"retryable":true,"retries":3,"max_retries":5,"retry_count":2,"waiting":4,"preset":7,"wait_for_model":"""
        + """true}""",
        null)]
    [InlineData("""{"retry_after":null,"reset":"never"}""", null)]
    public void Fields_of_the_body(string body, double? seconds) =>
        Same(seconds, RetryAfterParser.InJson(JsonDocument.Parse(body).RootElement)?.From(Now));

    [Theory]

    // Groq, OpenAI.
    [InlineData(
        "Rate limit reached for model `m` on tokens per minute (TPM): Limit 6000, Used 5900, Requested 700. Please "
        + "try again in 2m59.56s. Visit https://x.y",
        179.56)]
    [InlineData(
        "Rate limit reached for m on requests per min (RPM): Limit 3 / min. Please try again in 20s. Contact us.",
        20.0)]
    [InlineData("Limit: 200 / day. Please try again in 7m12s.", 432.0)]
    [InlineData("Please try again in 1h12m.", 4320.0)]
    [InlineData("Please try again in 6ms.", 0.006)]

    // Azure.
    [InlineData(
        "Requests to the API have exceeded call rate limit of your current pricing tier. Please retry after 6 "
        + "seconds. Please go here: https://aka.ms/x",
        6.0)]
    [InlineData("Please retry after 1 second.", 1.0)]

    // Replicate, and Django REST framework's throttling.
    [InlineData("Request was throttled. Expected available in 1 second.", 1.0)]
    [InlineData("Request was throttled. Your rate limit resets in ~30s.", 30.0)]

    // Google.
    [InlineData(
        "You exceeded your current quota. * Quota exceeded for metric: x, limit: 10\nPlease retry in 34.074824224s.",
        34.074)]
    [InlineData("You have exhausted your capacity on this model. Your quota will reset after 5s.", 5.0)]

    // LiteLLM's router and others.
    [InlineData("No deployments available for selected model, Try again in 60 seconds. Passed model=m.", 60.0)]
    [InlineData("Too many requests, please wait 1 minute and 20 seconds before trying again", 80.0)]
    [InlineData("Please wait for about 90 secs", 90.0)]
    [InlineData("Slow down! Retry in 500 milliseconds", 0.5)]
    [InlineData("Try again in a minute.", 60.0)]
    [InlineData("Please allow 60 seconds before retrying.", 60.0)]
    [InlineData("The limit will be lifted in 1 hour, 2 minutes and 3 seconds", 3723.0)]
    [InlineData("Service is overloaded; back off for 10s", 10.0)]
    [InlineData("RateLimitError: {\"error\": {\"details\": [{\"retryDelay\": \"34s\"}]}}", 34.0)]
    [InlineData("retry_after=15", 15.0)]
    [InlineData("Retry-After: 15", 15.0)]
    [InlineData("retry_after_ms: 1500", 1.5)]

    // Z.ai (UTC), and other points in time.
    [InlineData("Usage limit reached for 5 hour. Your limit will reset at 2026-01-02 03:05:05", 60.0)]
    [InlineData("You are blocked until 2026-01-02T03:05:05Z.", 60.0)]
    [InlineData("Try again after Fri, 02 Jan 2026 03:05:05 GMT", 60.0)]
    [InlineData("Rate limit exceeded, resets at 1767323105", 60.0)]

    // Words that name a limit, not a wait.
    [InlineData("Please try again later.", null)]
    [InlineData("Rate limit is 20 requests per 1 minute. Please wait and retry.", null)]
    [InlineData("You may retry up to 3 times within 60 seconds", null)]
    [InlineData("Please try again later. At most 10 requests per 60 seconds are served.", null)]
    [InlineData("Slow down", null)]
    [InlineData("Model gpt-4-32k is not available", null)]
    public void Words(string message, double? seconds) => Same(seconds, RetryAfterParser.InWords(message)?.From(Now));

    private static void Same(double? seconds, TimeSpan? wait) =>
        Assert.Equal(
            seconds?.ToString("0.###", CultureInfo.InvariantCulture), wait is null
                ? null
                : (Math.Floor(wait.Value.TotalSeconds * 1000 + 1e-6) / 1000)
                .ToString("0.###", CultureInfo.InvariantCulture));

    private static HttpResponseMessage Response(HttpStatusCode status, string headers)
    {
        var response = new HttpResponseMessage(status);
        foreach (var header in headers.Split('|'))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            response.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return response;
    }
}
