using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Errors;

/// <summary>
/// What an error body says, in any of the forms that providers use: <c>error</c> as a string, object or array,
/// <c>message</c>, <c>detail</c> (string or list), plain text, HTML, or nothing (wire ROUTER, "Error bodies seen").
/// </summary>
/// <param name="Message">The words; null when there are none.</param>
/// <param name="Code">The code, a word or a number.</param>
/// <param name="Type">The type.</param>
/// <param name="EstimatedSeconds">How long a cold model takes to load.</param>
internal readonly record struct ErrorBody(string? Message, string? Code, string? Type, double? EstimatedSeconds)
{
    private const int MaxMessage = 600;
    private const int MaxDepth = 5;

    // Fields whose values are code rather than prose, and fields that are there only when the content was refused
    // (Z.ai, Azure).
    private static readonly FrozenSet<string> CodeFields = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "code", "type", "reason", "error", "error_code", "errorCode", "error_type",
            "name", "finish_reason", "category");

    private static readonly FrozenSet<string> FilterFields = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "contentFilter", "content_filter", "content_filter_result",
            "content_filter_results");

    // OpenRouter's 403 (https://openrouter.ai/docs/api-reference/errors): the words that were flagged.
    private const string FlaggedInput = "flagged_input";

    // Where servers repeat what they were sent (FastAPI's "input"): its words are not theirs.
    private static readonly FrozenSet<string> EchoFields = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "input", "inputs", "prompt", "messages", "request", "body", "params",
            "parameters", "tools", "ctx", "loc", "url");

    /// <summary>
    /// Everything in the body that is code rather than prose, in lower case: a provider may put the telling one inside
    /// a list, or beside another.
    /// </summary>
    public string? Codes { get; init; }

    /// <summary>When to try again, if the body says so.</summary>
    public RetryTime? Wait { get; init; }

    /// <summary>The error for words that came without a form.</summary>
    public static ErrorBody OfWords(string words) => new(words, null, null, null)
    {
        Wait = RetryAfterParser.InWords(words),
    };

    private static readonly string[] MessageNames =
        ["message", "detail", "errors", "error_message", "error_msg", "errorMessage", "msg", "err_msg", "errmsg",
            "errMsg", "err", "Message", "title", "exception", "fault", "reason", "description", "details"];

    private static readonly string[] WordNames =
        ["message", "msg", "detail", "error", "description", "error_message", "error_msg", "errorMessage", "status_msg",
            "faultstring", "reason", "title", "details"];

    /// <summary>
    /// What the model had generated when the provider could not read it (Groq's <c>failed_generation</c>).
    /// </summary>
    public string? FailedGeneration { get; init; }

    /// <summary>
    /// The status that the body repeats as its code, as vLLM and llama.cpp do: the type says more then.
    /// </summary>
    public int? Status => int.TryParse(Code, out var number) && number is >= 400 and < 600 ? number : null;

    /// <summary>The word for what went wrong: the code, or the type where there is no code but the status.</summary>
    public string? Name => Status is null ? Code ?? Type : Type ?? Code;

    /// <summary>The provider that failed, where a router says who did; null elsewhere.</summary>
    public string? Provider { get; init; }

    /// <param name="utf8">The body, or its beginning.</param>
    public static ErrorBody Parse(ReadOnlySpan<byte> utf8)
    {
        var trimmed = JsonText.Start(utf8).TrimEnd(" \t\r\n"u8);
        if (trimmed.IsEmpty)
        {
            return default;
        }

        if (trimmed[0] is (byte)'{' or (byte)'[' or (byte)'"')
        {
            try
            {
                return Parse(JsonText.Parse(trimmed));
            }
            catch (JsonException)
            {
                // Cut or broken JSON: its text still tells more than nothing.
            }
        }

        return trimmed[0] == '<'
            ? new ErrorBody(HtmlTitle(trimmed), null, null, null)
            : OfText(Encoding.UTF8.GetString(trimmed));
    }

    public static ErrorBody Parse(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1
            && root[0].ValueKind == JsonValueKind.Object)
        {
            return Parse(root[0]);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return new ErrorBody(MessageOf(root), null, null, null) { Codes = CodesIn(root), Wait = WaitIn(root) };
        }

        var error = root.TryGetProperty("error", out var inner) ? inner : default;
        return new ErrorBody(
            MessageOf(root, error),
            Scalar(error, "code") ?? Scalar(root, "code") ?? Scalar(root, "error_code") ?? Scalar(root, "errorCode")
                ?? Scalar(root, "base_resp", "status_code"),
            Scalar(error, "type") ?? Scalar(root, "type") ?? Scalar(root, "error_type"),
            root.TryGetProperty("estimated_time", out var time) && time.ValueKind == JsonValueKind.Number
                ? time.GetDouble()
                : null)
        {
            Provider = ProviderIn(error) ?? ProviderIn(root),
            Codes = CodesIn(root),
            Wait = WaitIn(root),
            FailedGeneration = Scalar(error, "failed_generation") is { Length: > 0 } generation ? generation : null,
        };
    }

    /// <summary>
    /// Who failed behind a router, as routers name them: <c>provider</c>, <c>provider_name</c>, also below
    /// <c>metadata</c>.
    /// </summary>
    private static string? ProviderIn(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var named = (Scalar(element, "provider") ?? Scalar(element, "provider_name"))?.Trim().ToLowerInvariant()
            .Replace(' ', '-');
        return named is not null && Validate.IsProviderName(named) ? named
            : element.TryGetProperty("metadata", out var metadata) ? ProviderIn(metadata)
            : null;
    }

    private static ErrorBody OfText(string text) => OfWords(text) with { Message = Shorten(text) };

    private static RetryTime? WaitIn(JsonElement root)
    {
        if (RetryAfterParser.InJson(root) is { } time)
        {
            return time;
        }

        var texts = new StringBuilder();
        Collect(root, 0, texts, static (_, value) =>
            value.ValueKind == JsonValueKind.String && JsonText.Get(value) is var text
                && text.Contains(' ', StringComparison.Ordinal) ? text : null);
        return RetryAfterParser.InWords(texts.ToString());
    }

    private static string CodesIn(JsonElement root)
    {
        var codes = new StringBuilder();
        Collect(root, 0, codes, static (name, value) =>
            FilterFields.Contains(name) && value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
                || (name.Equals(FlaggedInput, StringComparison.OrdinalIgnoreCase)
                    && value.ValueKind == JsonValueKind.String)
                ? "content_filter"
            : !CodeFields.Contains(name) ? null
            : value.ValueKind == JsonValueKind.String && JsonText.Get(value) is { Length: <= 80 } code
                && !code.Contains(' ', StringComparison.Ordinal) ? code
            : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
            : null);
        return codes.ToString().ToLowerInvariant().Replace('-', '_');
    }

    /// <summary>Collects what <paramref name="pick"/> takes of the values, at any depth and within reason.</summary>
    private static void Collect(
        JsonElement element, int depth, StringBuilder into, Func<string, JsonElement, string?> pick, string name = "")
    {
        if (depth > MaxDepth || into.Length > 4096)
        {
            return;
        }

        if (pick(name, element) is { } taken)
        {
            into.Append(into.Length == 0 ? "" : " ").Append(taken);
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, depth + 1, into, pick, name);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (!EchoFields.Contains(property.Name))
                {
                    Collect(property.Value, depth + 1, into, pick, property.Name);
                }
            }
        }
    }

    private static string? MessageOf(JsonElement root, JsonElement error)
    {
        if (MessageOf(error) is { } words)
        {
            // OpenRouter: what the provider behind it said is in the metadata, as it came.
            return error.ValueKind == JsonValueKind.Object && error.TryGetProperty("metadata", out var metadata)
                && Scalar(metadata, "raw") is { Length: > 0 } raw
                && Parse(Encoding.UTF8.GetBytes(raw)).Message is { } cause ? Shorten($"{words}: {cause}") : words;
        }

        foreach (var name in MessageNames)
        {
            if (root.TryGetProperty(name, out var value) && MessageOf(value) is { } found)
            {
                return found;
            }
        }

        return root.TryGetProperty("base_resp", out var status) ? MessageOf(status) : null;
    }

    /// <summary>The words in a string, in an object's message, or in the items of a list.</summary>
    private static string? MessageOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return Shorten(JsonText.Get(value));

            case JsonValueKind.Object:
                foreach (var name in WordNames)
                {
                    if (value.TryGetProperty(name, out var text) && MessageOf(text) is { } words)
                    {
                        return Place(value) is { } place ? Shorten($"{place}: {words}") : words;
                    }
                }

                return null;

            case JsonValueKind.Array:
                var all = string.Join(
                    "; ", value.EnumerateArray().Take(5).Select(MessageOf).Where(words => words is not null));
                return all.Length == 0 ? null : Shorten(all);

            default:
                return null;
        }
    }

    /// <summary>
    /// Where in the request something is wrong, as servers of FastAPI say it:
    /// <c>"loc":["body","messages",0,"role"]</c>.
    /// </summary>
    private static string? Place(JsonElement problem)
    {
        if (!problem.TryGetProperty("loc", out var path) || path.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var steps = path.EnumerateArray()
            .Select(step => step.ValueKind == JsonValueKind.String ? JsonText.Get(step) : step.GetRawText())
            .SkipWhile(step => step == "body").Take(8);
        return string.Join('.', steps) is { Length: > 0 } place ? place : null;
    }

    private static string? Scalar(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => JsonText.Get(value),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    private static string? Scalar(JsonElement element, string outer, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(outer, out var inner)
            ? Scalar(inner, name)
            : null;

    private static string? HtmlTitle(ReadOnlySpan<byte> utf8)
    {
        var html = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4096)]);
        var start = html.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : html.IndexOf("</title>", start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? "an HTML page" : Shorten($"an HTML page, '{html[(start + 7)..end].Trim()}'");
    }

    private static string? Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0
            ? null
            : line.Length > MaxMessage
            ? string.Concat(line.AsSpan(0, MaxMessage), "…")
            : line;
    }
}
