using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;

namespace InferenceProviders.Errors;

/// <summary>
/// What an error body says, in any of the forms that providers use: <c>error</c> as a string, object or array, <c>message</c>,
/// <c>detail</c> (string or list), plain text, HTML, or nothing (wire ROUTER, "Error bodies seen").
/// </summary>
internal readonly record struct ErrorBody(string? Message, string? Code, string? Type, double? EstimatedSeconds)
{
    private const int MaxMessage = 600;

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

        return new ErrorBody(trimmed[0] == '<' ? HtmlTitle(trimmed) : Shorten(Encoding.UTF8.GetString(trimmed)), null, null, null);
    }

    public static ErrorBody Parse(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1 && root[0].ValueKind == JsonValueKind.Object)
        {
            return Parse(root[0]);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return new ErrorBody(Words(root), null, null, null);
        }

        var error = root.TryGetProperty("error", out var inner) ? inner : default;
        var message = Words(error)
            ?? (root.TryGetProperty("message", out var m) ? Words(m) : null)
            ?? (root.TryGetProperty("detail", out var d) ? Words(d) : null)
            ?? (root.TryGetProperty("errors", out var e) ? Words(e) : null)
            ?? (root.TryGetProperty("title", out var t) ? Words(t) : null);
        return new ErrorBody(
            message,
            Scalar(error, "code") ?? Scalar(root, "code") ?? Scalar(root, "error_code"),
            Scalar(error, "type") ?? Scalar(root, "type") ?? Scalar(root, "error_type"),
            root.TryGetProperty("estimated_time", out var time) && time.ValueKind == JsonValueKind.Number ? time.GetDouble() : null)
        {
            Provider = ProviderIn(error) ?? ProviderIn(root),
        };
    }

    /// <summary>Who failed behind a router, as routers name them: <c>provider</c>, <c>provider_name</c>, also below <c>metadata</c>.</summary>
    private static string? ProviderIn(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var named = (Scalar(element, "provider") ?? Scalar(element, "provider_name"))?.Trim().ToLowerInvariant().Replace(' ', '-');
        return named is not null && Validate.IsProviderName(named) ? named
            : element.TryGetProperty("metadata", out var metadata) ? ProviderIn(metadata)
            : null;
    }

    /// <summary>The words in a string, in an object's message, or in the items of a list.</summary>
    private static string? Words(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return Shorten(JsonText.Get(value));

            case JsonValueKind.Object:
                foreach (var name in (ReadOnlySpan<string>)["message", "msg", "detail", "error", "description"])
                {
                    if (value.TryGetProperty(name, out var text) && Words(text) is { } words)
                    {
                        return Place(value) is { } place ? Shorten($"{place}: {words}") : words;
                    }
                }

                return null;

            case JsonValueKind.Array:
                var all = string.Join("; ", value.EnumerateArray().Take(5).Select(Words).Where(words => words is not null));
                return all.Length == 0 ? null : Shorten(all);

            default:
                return null;
        }
    }

    /// <summary>Where in the request something is wrong, as servers of FastAPI say it: <c>"loc":["body","messages",0,"role"]</c>.</summary>
    private static string? Place(JsonElement problem)
    {
        if (!problem.TryGetProperty("loc", out var path) || path.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var steps = path.EnumerateArray().Select(step => step.ValueKind == JsonValueKind.String ? JsonText.Get(step) : step.GetRawText()).SkipWhile(step => step == "body").Take(8);
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
        return line.Length == 0 ? null : line.Length > MaxMessage ? string.Concat(line.AsSpan(0, MaxMessage), "…") : line;
    }
}
