using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceProviders.Primitives;

namespace InferenceProviders.Errors;

/// <summary>
/// How long a provider, or a proxy before it, asks to wait, in every place and form in which they say it. What says it
/// outright (<c>Retry-After</c> and its kin) comes before what describes a limit (<c>x-ratelimit-reset-…</c>), headers
/// before the body, fields before words.
/// </summary>
internal static partial class RetryAfterParser
{
    private const int MaxDepth = 8;
    private const double Milliseconds = 1e-3;

    /// <param name="response">The refusal.</param>
    /// <param name="body">What its body says (<see cref="InJson"/>, <see cref="InWords"/>).</param>
    /// <param name="now">The time by the router's clock.</param>
    public static TimeSpan? Find(HttpResponseMessage response, RetryTime? body, DateTimeOffset now)
    {
        var said = InHeaders(response.Headers)?.From(now);

        // Zero is what some servers write when they do not know.
        return said > TimeSpan.Zero ? said
            : body?.From(now) is { } words && words > TimeSpan.Zero ? words
            : Resets(response, now) ?? said ?? body?.From(now);
    }

    /// <summary>
    /// <c>Retry-After</c> (RFC 9110, 10.2.3), <c>retry-after-ms</c> (OpenAI, Azure), <c>x-ms-retry-after-ms</c>,
    /// <c>x-ratelimit-retry-after</c>, <c>x-ratelimit-reset-after</c> and the like.
    /// </summary>
    public static RetryTime? InHeaders(HttpResponseHeaders headers)
    {
        RetryTime? coarse = null;
        foreach (var (name, values) in headers.NonValidated)
        {
            var isAfter = Has(name, "retry-after") || Has(name, "reset-after");
            if (!isAfter || values.Count == 0)
            {
                continue;
            }

            var isFine = name.EndsWith("-ms", StringComparison.OrdinalIgnoreCase) || Has(name, "millis");
            if (RetryTime.Parse(values.ToString(), isFine ? Milliseconds : 1) is { } time)
            {
                if (isFine)
                {
                    return time;
                }

                coarse ??= time;
            }
        }

        return coarse;
    }

    /// <summary>
    /// The end of a limit's window: <c>x-ratelimit-reset-tokens: 7.66s</c> (OpenAI, Groq),
    /// <c>x-ratelimit-reset-tokens-minute: 11.38</c> (Cerebras), <c>X-RateLimit-Reset: 1741305600000</c> (OpenRouter),
    /// <c>anthropic-ratelimit-requests-reset: 2026-01-02T03:04:05Z</c>, <c>RateLimit: "api";r=0;t=55</c> (the Hub;
    /// draft-ietf-httpapi-ratelimit-headers). The limit that is used up counts; where none says so, it is the one that
    /// ends first. A zero says nothing after a refusal.
    /// </summary>
    private static TimeSpan? Resets(HttpResponseMessage response, DateTimeOffset now)
    {
        TimeSpan? exhausted = null;
        TimeSpan? any = null;
        var headers = response.Headers.NonValidated;
        foreach (var (name, values) in headers)
        {
            if (!Has(name, "ratelimit") && !Has(name, "rate-limit"))
            {
                continue;
            }

            var text = values.ToString();
            var isReset = Has(name, "reset");
            var fields = isReset || name.EndsWith("policy", StringComparison.OrdinalIgnoreCase) ? null
                : LimitFields().Match(text);
            var value = isReset ? text : fields is { Success: true } ? fields.Groups["t"].Value : null;
            if (value is null || RetryTime.Parse(value.Split(';')[0]) is not { } time
                || time.From(now) is var wait && wait <= TimeSpan.Zero)
            {
                continue;
            }

            var left = isReset
                ? headers.TryGetValues(
                    name.Replace("reset", "remaining", StringComparison.OrdinalIgnoreCase), out var remaining)
                        ? remaining.ToString()
                        : null
                : fields!.Groups["r"].Value;
            if (left is not null && left.Trim() is "0" or "0.0" or "-1")
            {
                exhausted = exhausted is null || wait > exhausted ? wait : exhausted;
            }

            any = any is null || wait < any ? wait : any;
        }

        return response.StatusCode == HttpStatusCode.TooManyRequests
            ? exhausted ?? any
            : (int)response.StatusCode >= 500
            ? exhausted
            : null;
    }

    /// <summary>
    /// A field of an error body that says it: <c>retry_after</c>, <c>retryDelay</c> (Google), <c>resets_in_seconds</c>,
    /// <c>X-RateLimit-Reset</c> among headers that a gateway repeats (OpenRouter), and the like, at any depth.
    /// </summary>
    public static RetryTime? InJson(JsonElement root)
    {
        RetryTime? reset = null;
        return Delay(root, 0, ref reset) ?? reset;
    }

    private static RetryTime? Delay(JsonElement element, int depth, ref RetryTime? reset)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                if (Delay(item, depth + 1, ref reset) is { } found)
                {
                    return found;
                }
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (DelayField().Match(property.Name) is { Success: true } delay
                    && Value(property.Value, delay) is { } time)
                {
                    return time;
                }

                if (ResetField().Match(property.Name) is { Success: true } end
                    && Value(property.Value, end) is { } moment)
                {
                    reset ??= moment;
                }
                else if (Delay(property.Value, depth + 1, ref reset) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static RetryTime? Value(JsonElement value, Match name)
    {
        var unit = name.Groups["unit"] is { Success: true } written ? RetryTime.SecondsPer(written.Value) : 1;
        return value.ValueKind switch
        {
            JsonValueKind.Number => RetryTime.Of(value.GetDouble(), unit),
            JsonValueKind.String => RetryTime.Parse(JsonText.Get(value), unit),

            // A Duration or Timestamp of Protocol Buffers.
            JsonValueKind.Object when value.TryGetProperty("seconds", out var seconds) => seconds.ValueKind switch
            {
                JsonValueKind.Number => RetryTime.Of(seconds.GetDouble()),
                JsonValueKind.String => RetryTime.Parse(JsonText.Get(seconds)),
                _ => null,
            },
            _ => null,
        };
    }

    /// <summary>
    /// The words of a message: "Please try again in 2m59.56s" (OpenAI, Groq), "Expected available in 1 second", "Your
    /// rate limit resets in ~30s" (Replicate), "Please retry after 6 seconds" (Azure), "Your limit will reset at
    /// 2026-08-17 02:56:15" (Z.ai).
    /// </summary>
    public static RetryTime? InWords(string message)
    {
        foreach (var pattern in (ReadOnlySpan<Regex>)[SpanBehind(), SpanBefore()])
        {
            if (pattern.Match(message) is { Success: true } span && RetryTime.Sum(span) is { } time)
            {
                return time;
            }
        }

        return Quoted().Match(message) is { Success: true } field && RetryTime.Parse(
                field.Groups["v"].Value, field.Groups["unit"] is { Success: true } unit
                    ? RetryTime.SecondsPer(unit.Value)
                    : 1) is { } quoted ? quoted
            : MomentBehind().Match(message) is { Success: true } moment ? RetryTime.Parse(moment.Groups["v"].Value)
            : null;
    }

    private static bool Has(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private const string Unit = "[_-]?(?<unit>ms|millis|msec|milliseconds|s|secs?|seconds|mins?|minutes|hours)?";
    private const string Later =
        @"\b(?:again|retry(?:ing)?|retries|wait(?:ing)?|available|allowed|resets?|resetting|refills?|refilled|renews?"
            + @"|restored|resumes?|lifted|ready|until"
        + @"|unlocks?|unblocked|back[\s-]?off|cool(?:ing)?[\s-]?down|slow down|next request)\b";

    [GeneratedRegex(
        $"^(?:(?:next[_-]?)?(?:retry|try[_-]?again)[_-]?(?:after|in|delay|at)|reset[_-]?(?:after|delay)"
            + $"|wait(?:[_-]?(?:time|for))?|cool[_-]?down(?:[_-]?(?:time|until))?"
        + $"|back[_-]?off|available[_-]?(?:in|at|after)|resets?[_-]?in|(?:time|seconds)[_-]?(?:to|until)[_-]?(?:wait"
        + $"|reset|retry)|quota[_-]?reset[_-]?delay){Unit}$",
            Options)]
    private static partial Regex DelayField();

    [GeneratedRegex(
        $"^(?:resets?(?:[_-]?(?:at|time|timestamp|on))?|(?:[a-z0-9_-]*(?:rate[_-]?limit|quota"
            + $"|limit)[_-]?)resets?[a-z_-]*?|next[_-]?(?:flush|reset)[_-]?(?:time|at)?){Unit}$",
            Options)]
    private static partial Regex ResetField();

    [GeneratedRegex($@"{Later}[^.\d!?]{{0,48}}?{RetryTime.Duration}", Options)]
    private static partial Regex SpanBehind();

    [GeneratedRegex(
        $@"{RetryTime.Duration}\s+(?:before|until|and)\b[^.\d]{{0,40}}?\b(?:retry|retrying|try|trying|again|next"
            + $@"|resets?)\b",
        Options)]
    private static partial Regex SpanBefore();

    [GeneratedRegex(
        $@"(?:retry|resets?)[_\s-]?(?:after|delay|in"
            + $@"|at){Unit}[""'\\]*\s*[:=]\s*[""'\\]*(?<v>\d[\d.]*(?:[a-z]+(?![a-z]))?)",
        Options)]
    private static partial Regex Quoted();

    [GeneratedRegex(
        $@"{Later}[^\d]{{0,32}}?(?<v>\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?"
        + @"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT|\d{10}(?:\.\d+)?(?!\d)|\d{13}(?!\d))",
            Options)]
    private static partial Regex MomentBehind();

    [GeneratedRegex(@"(?=.*?\b(?:r|remaining)\s*=\s*(?<r>-?\d+))?.*?\b(?:t|reset)\s*=\s*(?<t>\d+(?:\.\d+)?)", Options)]
    private static partial Regex LimitFields();
}
