using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Files;

/// <summary>
/// Files as servers describe them: OpenAI's file object, that of a container, and what others make of it.
/// </summary>
internal static class HostedFileJson
{
    /// <summary>A file; null where it has no id.</summary>
    public static HostedFileContent? Read(JsonElement file, string? scope)
    {
        file = file.Text("id") is null && file.At("data") is { ValueKind: JsonValueKind.Object } inner ? inner : file;
        if (file.Text("id") is not { } id || string.IsNullOrWhiteSpace(id))
        {
            return null;
        }

        // A file in a container has a path.
        var name = file.Text("filename") ?? file.Text("name") ?? Path.GetFileName(file.Text("path"));
        return new HostedFileContent(id)
        {
            Name = name,
            MediaType = FileTypes.OfName(name),
            SizeInBytes = Whole(file, "bytes") ?? Whole(file, "size"),
            CreatedAt = Time(file, "created_at") ?? Time(file, "createdAt"),
            Purpose = file.Text("purpose"),
            Scope = scope,
            RawRepresentation = new RawJson(JsonMarshal.GetRawUtf8Value(file).ToArray()),
        };
    }

    /// <summary>The files of a page, and the id behind which the next one begins; null where there is none.</summary>
    public static (List<HostedFileContent> Files, string? After) ReadPage(JsonElement root, string? scope)
    {
        var list = root.ValueKind == JsonValueKind.Array ? root
            : root.At("data") is { ValueKind: JsonValueKind.Array } data ? data
            : root.At("data", "data") is { ValueKind: JsonValueKind.Array } nested ? nested
            : root.At("files");
        List<HostedFileContent> files =
            [.. list.Items().Select(file => Read(file, scope)).OfType<HostedFileContent>()];
        return (files, root.At("has_more").ValueKind == JsonValueKind.True
            ? root.Text("last_id") ?? files.LastOrDefault()?.FileId : null);
    }

    /// <summary>A number, which some servers write with a fraction or as a text.</summary>
    private static long? Whole(JsonElement file, string name) =>
        double.TryParse(file.Text(name), CultureInfo.InvariantCulture, out var number)
            && number is >= 0 and < 9e15 ? (long)number : null;

    private static DateTimeOffset? Time(JsonElement file, string name) =>
        Whole(file, name) is >= 0 and < 253_402_300_800 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
