using System.Buffers.Binary;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Wire;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Media;

/// <summary>A media file in one form, whether we or a client returned it.</summary>
internal static class MediaResult
{
    public static JsonNode? OfRaw(object? raw) =>
        raw is RawJson json ? JsonNode.Parse(json.Utf8.Span) : new JsonObject();

    public static JsonNode? Of(AIContent content, CapturedCall call) => content switch
    {
        UriContent link => link.Uri.AbsoluteUri,
        DataContent data when call.Method == "text_to_image" || call.Method == "image_to_image" =>
            Picture(data.Data.Span),
        DataContent data when IsPython(call) => Bytes(data.Data.ToArray(), mediaType: null),
        DataContent data => Bytes(data.Data.ToArray(), data.MediaType),
        _ => content.GetType().Name,
    };

    public static JsonNode? OfClient(WireCase wireCase)
    {
        var result = JsonNode.Parse(wireCase.Result.GetRawText());
        return result switch
        {
            JsonObject file when file["$bytes"] is { } digest =>
                Digest(digest.GetValue<string>(), file["type"]?.GetValue<string>()),
            JsonObject image when image["$image"] is { } picture => picture.DeepClone(),
            JsonValue text
            when text.GetValue<string>() is var url && url.StartsWith("data:", StringComparison.Ordinal) =>
                Bytes(
                    Convert.FromBase64String(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..]),
                    url[5..url.IndexOf(';', StringComparison.Ordinal)]),
            _ => result,
        };
    }

    private static bool IsPython(CapturedCall call) => call.Method.Contains('_', StringComparison.Ordinal);

    private static JsonObject Bytes(byte[] bytes, string? mediaType) =>
        Digest(MultipartForm.Digest(bytes).GetString()!, mediaType);

    private static JsonObject Digest(string digest, string? mediaType)
    {
        var file = new JsonObject { ["$bytes"] = digest };
        if (mediaType is not null)
        {
            file["type"] = mediaType;
        }

        return file;
    }

    /// <summary>What the Python client's image library says of a PNG.</summary>
    private static JsonObject Picture(ReadOnlySpan<byte> png) => new()
    {
        ["size"] = new JsonArray(
            BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..])),
        ["format"] = png[1..4].SequenceEqual("PNG"u8) ? "PNG" : "?",
    };
}
