using System.Buffers;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Text;

/// <summary>
/// The form of text-generation-inference's own routes, which some servers give on OpenAI's as well:
/// <c>[{"generated_text","details"}]</c>, and events of <c>{"token":{"text","special"},"generated_text","details"}</c>.
/// It is rewritten in OpenAI's form, so that one reader reads both.
/// </summary>
internal static class TgiAnswer
{
    /// <summary>Whether the bytes may be in this form: the field is on every event and in every answer.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> utf8) => utf8.IndexOf("\"generated_text\""u8) >= 0;

    /// <summary>The answer or the event in OpenAI's form; null when it is not of this form after all.</summary>
    public static byte[]? ToOpenAI(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var root = JsonText.Parse(ref reader);
        var rest = utf8[(int)reader.BytesConsumed..].TrimStart(" \t\r\n"u8);
        return ToOpenAI(root) is not { } one ? null : rest.IsEmpty ? one : [.. one, .. ToOpenAI(rest) ?? rest];
    }

    private static byte[]? ToOpenAI(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            root = root[0];
        }

        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("generated_text", out var whole)
            || root.TryGetProperty("choices", out _))
        {
            return null;
        }

        var details = root.TryGetProperty("details", out var given) && given.ValueKind == JsonValueKind.Object
            ? given
            : default;
        var text = root.TryGetProperty("token", out var token)
            ? TokenText(token)
            : whole.ValueKind == JsonValueKind.String
            ? whole.GetString()
            : null;
        return Write(text, isEnd: whole.ValueKind == JsonValueKind.String, details);
    }

    /// <summary>Special tokens, such as the one that ends the text, are not part of it.</summary>
    private static string? TokenText(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object && token.TryGetProperty("text", out var text)
            && text.ValueKind == JsonValueKind.String
        && !(token.TryGetProperty("special", out var special) && special.ValueKind == JsonValueKind.True)
            ? text.GetString()
            : null;

    private static byte[] Write(string? text, bool isEnd, JsonElement details)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("choices"u8);
            writer.WriteStartObject();
            writer.WriteString("text"u8, text ?? "");
            if (isEnd)
            {
                // The text is whole, whether the server says why it ended or not.
                writer.WriteString(
                    "finish_reason"u8,
                    Find(details, "finish_reason", JsonValueKind.String) is { ValueKind: JsonValueKind.String } reason
                        ? reason.GetString()
                        : "stop");
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
            if (Find(details, "generated_tokens", JsonValueKind.Number) is { ValueKind: JsonValueKind.Number } tokens)
            {
                writer.WriteStartObject("usage"u8);
                writer.WritePropertyName("completion_tokens"u8);
                tokens.WriteTo(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static JsonElement Find(JsonElement details, string name, JsonValueKind kind) =>
        details.ValueKind == JsonValueKind.Object && details.TryGetProperty(name, out var value)
            && value.ValueKind == kind ? value : default;
}
