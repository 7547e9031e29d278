using System.Text.Json;

namespace InferenceProviders.Primitives;

/// <summary>
/// Looks into answers whose form is not certain: what is absent, null or of another type is null or undefined, never an
/// exception.
/// </summary>
internal static class JsonElementExtensions
{
    /// <summary>The value at a path of property names; undefined when there is none.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>
    /// The text at a path, when it is there and not empty. A number counts as its digits: some providers give ids as
    /// numbers.
    /// </summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => value,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    public static double? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    /// <summary>The items of an array; none when it is something else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    /// <summary>
    /// Results as providers list them: a text (a URL or base64), an object with the text in one of
    /// <paramref name="names"/>, or an array of either.
    /// </summary>
    public static List<string> Outputs(this JsonElement element, params ReadOnlySpan<string> names)
    {
        var outputs = new List<string>();
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                outputs.AddRange(item.Outputs(names));
            }
        }
        else if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text)
        {
            outputs.Add(text);
        }
        else
        {
            foreach (var name in names)
            {
                if (element.Text(name) is { } found)
                {
                    outputs.Add(found);
                    break;
                }
            }
        }

        return outputs;
    }
}
