using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Pipelines;

/// <summary>
/// What the readers of pipeline answers share. A field that is missing or of another type is an error that names it.
/// </summary>
internal static class PipelineReader
{
    /// <summary>
    /// The list that is the answer; the answers to a batch of one are unwrapped (<c>[[…]]</c>), a single object counts
    /// as a list of one.
    /// </summary>
    public static IEnumerable<JsonElement> Items(ProviderAnswer answer, string what, bool acceptsObject = false)
    {
        var json = answer.Json;
        if (acceptsObject && json.ValueKind == JsonValueKind.Object
            && json.At("error").ValueKind == JsonValueKind.Undefined)
        {
            return [json];
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            throw answer.NotAResult(what);
        }

        return json.GetArrayLength() == 1 && json[0].ValueKind == JsonValueKind.Array
            ? json[0].EnumerateArray()
            : json.EnumerateArray();
    }

    /// <summary>Creates a list of what <paramref name="read"/> finds in each item.</summary>
    public static ResultList<T> List<T>(
        ProviderAnswer answer, string what, Func<JsonElement, T> read, bool acceptsObject = false) =>
        new([.. Items(answer, what, acceptsObject).Select(read)], answer.Raw);

    /// <summary>A text, which may be empty.</summary>
    public static string RequiredText(ProviderAnswer answer, JsonElement item, string name) =>
        item.At(name) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw answer.NotAResult($"'{name}'");

    public static double Number(ProviderAnswer answer, JsonElement item, string name) =>
        item.Number(name) ?? throw answer.NotAResult($"the number '{name}'");

    public static int? Index(JsonElement item, string name) =>
        item.At(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var index) ? index : null;

    /// <summary>A file in base64 or a data URL.</summary>
    public static DataContent File(
        ProviderAnswer answer, JsonElement item, string name, MediaKind kind, string? declaredType = null)
    {
        var media = answer.Decode(RequiredText(answer, item, name), kind)
            ?? throw answer.NotAResult($"{kind.Noun()} in '{name}' that can be decoded");
        var type = MediaTypeDetector.Recognize(media.Bytes.Span, MediaTypeDetector.Valid(declaredType)
            ?? media.MediaType, kind, out _);
        return new DataContent(media.Bytes, string.IsNullOrEmpty(type) ? "application/octet-stream" : type);
    }
}
