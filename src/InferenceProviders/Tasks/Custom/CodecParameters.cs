using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Tasks.Custom;

/// <summary>A body as the object that codecs of callers get.</summary>
internal static class CodecParameters
{
    public static JsonObject Of(WireBody body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            body.WriteTo(writer);
        }

        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }
}
