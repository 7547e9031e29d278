using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace InferenceProviders.Errors;

/// <summary>
/// What the headers of a response say of limits on the rate, in every spelling in which providers and proxies write
/// them: <c>x-ratelimit-limit-requests</c>, <c>-remaining-</c> and <c>-reset-</c> (OpenAI, Groq, Azure, which has no
/// reset), <c>x-ratelimit-remaining-tokens-minute</c> (Cerebras), <c>anthropic-ratelimit-tokens-remaining</c>,
/// <c>x-tokenlimit-remaining</c> (Together), <c>X-RateLimit-Remaining</c> alone (OpenRouter, GitHub),
/// <c>RateLimit-Remaining</c> and <c>RateLimit: "default";r=50;t=30</c> with
/// <c>RateLimit-Policy: "default";q=100;w=60</c> (the drafts of draft-ietf-httpapi-ratelimit-headers).
/// What cannot be read says nothing.
/// </summary>
internal static partial class RateLimitParser
{
    private const int MostReadings = 16;
    private const string Requests = "requests";
    private const string Tokens = "tokens";

    private static readonly string[] Markers = ["ratelimit", "rate-limit", "tokenlimit"];

    private enum Part
    {
        None,
        Limit,
        Remaining,
        Reset,
        Fields,
    }

    /// <summary>The limits that the headers describe; null when they describe none.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="now">The time by the router's clock.</param>
    public static List<RateLimitReading>? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        List<RateLimitReading>? readings = null;
        foreach (var (name, values) in headers.NonValidated)
        {
            if (PartOf(name, out var limit) is not (var part and not Part.None))
            {
                continue;
            }

            readings ??= [];
            var text = values.ToString();
            if (part == Part.Fields)
            {
                ReadFields(text, now, readings);
            }
            else if (part == Part.Reset)
            {
                if (RetryTime.Parse(text.Split(';', ',')[0])?.From(now) is { } wait)
                {
                    Change(readings, limit, reading => reading with { ResetsIn = wait });
                }
            }
            else if (Number(text) is { } number)
            {
                Change(readings, limit, reading => part == Part.Limit ? reading with { Limit = Math.Max(0, number) }
                    : reading with { Remaining = Math.Max(0, number) });
            }
        }

        // A limit alone is nothing that could run out.
        readings?.RemoveAll(reading => reading is { Remaining: null });
        return readings is { Count: > 0 } ? readings : null;
    }

    /// <summary>What a header says, and of which limit, in lower case and without what says that it is one.</summary>
    private static Part PartOf(string name, out string limit)
    {
        limit = Requests;
        if (!name.Contains("limit", StringComparison.OrdinalIgnoreCase))
        {
            return Part.None;
        }

        foreach (var marker in Markers)
        {
            var at = name.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                continue;
            }

            var words = name[(at + marker.Length)..].ToLowerInvariant()
                .Split('-', StringSplitOptions.RemoveEmptyEntries);
            var part = words is [] or ["policy"] ? Part.Fields
                : words.Contains("remaining") ? Part.Remaining
                : words.Contains("reset") ? Part.Reset
                : words.Contains("limit") ? Part.Limit
                : Part.None;

            // x-ratelimit-reset-after, -over-limit, -used, -bucket, -scope, … describe no limit of this kind.
            if (words.Any(word => word is "after" or "over" or "used" or "type" or "resource" or "bucket" or "scope"))
            {
                return Part.None;
            }

            var rest = string.Join('-', words.Where(word => word is not ("remaining" or "reset" or "limit")));
            limit = rest.Length > 0 ? rest : marker == Markers[2] ? Tokens : Requests;
            return part;
        }

        return Part.None;
    }

    /// <summary>
    /// <c>"burst";r=0;t=5, "daily";r=100;t=3600</c>; in the drafts before the eighth
    /// <c>limit=100, remaining=50, reset=30</c>.
    /// </summary>
    private static void ReadFields(string text, DateTimeOffset now, List<RateLimitReading> readings)
    {
        if (text.Contains("remaining", StringComparison.OrdinalIgnoreCase))
        {
            Fields(text, Requests);
            return;
        }

        foreach (var item in text.Split(','))
        {
            var name = item.Split(';')[0].Trim().Trim('"');
            Fields(item, name.Length > 0 && !name.Contains('=', StringComparison.Ordinal) ? name : Requests);
        }

        void Fields(string item, string name)
        {
            foreach (var field in Field().EnumerateMatches(item))
            {
                var (key, value) = item.AsSpan(field.Index, field.Length).Trim(" ;,") is var pair
                    && pair.IndexOf('=') is > 0 and var equals
                        ? (pair[..equals].Trim().ToString().ToLowerInvariant(), pair[(equals + 1)..].Trim().ToString())
                        : ("", "");
                if (Number(value) is not { } number)
                {
                    continue;
                }

                Change(readings, name, reading => key switch
                {
                    "r" or "remaining" => reading with { Remaining = Math.Max(0, number) },
                    "q" or "limit" => reading with { Limit = Math.Max(0, number) },
                    "t" or "reset" when RetryTime.Of(number)?.From(now) is { } wait =>
                        reading with { ResetsIn = wait },
                    _ => reading,
                });
            }
        }
    }

    private static void Change(
        List<RateLimitReading> readings, string name, Func<RateLimitReading, RateLimitReading> change)
    {
        var index = readings.FindIndex(reading => reading.Name == name);
        if (index >= 0)
        {
            readings[index] = change(readings[index]);
        }
        else if (readings.Count < MostReadings)
        {
            readings.Add(change(new(name)));
        }
    }

    /// <summary>The whole number that a text begins with; <c>10, 10;w=1</c> and <c>59.0</c> begin with one.</summary>
    private static long? Number(string text)
    {
        var digits = Leading().Match(text);
        return digits.Success && long.TryParse(
            digits.ValueSpan, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite,
            CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    [GeneratedRegex(@"^\s*-?\d{1,18}", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();

    [GeneratedRegex(@"[a-z]+\s*=\s*-?\d+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
