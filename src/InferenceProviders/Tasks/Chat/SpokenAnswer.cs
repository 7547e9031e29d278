using System.Text;
using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// <c>message.audio</c>: what the model said aloud, with its transcript. A stream brings both in pieces, each piece of
/// the sound in base64 of its own (https://platform.openai.com/docs/guides/audio).
/// </summary>
/// <param name="format">The format that was asked for; null when the caller left it to the server.</param>
/// <param name="isWhole">Whether the answer comes at once.</param>
internal sealed class SpokenAnswer(string? format, bool isWhole)
{
    /// <summary>The name of the field, and of what is kept of it on the message.</summary>
    public const string Field = "audio";

    private readonly List<Part> _parts = [];
    private string? _type;

    /// <summary>Reads the field, or a piece of it.</summary>
    /// <param name="audio">Its value.</param>
    /// <param name="transcript">What was said; null when this piece has none of it.</param>
    /// <returns>The sound; null when this piece has none of it.</returns>
    /// <exception cref="FormatException">The sound is not base64.</exception>
    public DataContent? Read(JsonElement audio, out string? transcript)
    {
        transcript = null;
        DataContent? sound = null;
        foreach (var property in audio.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            var isText = property.Name is "data" or "transcript"
                && property.Value.ValueKind == JsonValueKind.String;
            var text = isText ? JsonText.Get(property.Value) : null;
            Keep(property, text);
            if (text is { Length: > 0 } && property.Name == "data")
            {
                sound = Sound(text);
            }
            else if (text is { Length: > 0 })
            {
                transcript = text;
            }
        }

        return sound;
    }

    /// <summary>All of it, as one value.</summary>
    public JsonElement Whole()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = JsonBody.Rent(buffer);
        writer.WriteStartObject();
        foreach (var part in _parts)
        {
            writer.WritePropertyName(part.Name);
            if (part.Text is { } text)
            {
                writer.WriteStringValue(text.ToString());
            }
            else
            {
                part.Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        JsonBody.Return(writer);
        return JsonText.Parse(buffer.WrittenSpan);
    }

    private void Keep(JsonProperty property, string? text)
    {
        var index = _parts.FindIndex(part => part.Name == property.Name);
        if (index < 0)
        {
            _parts.Add(new(property.Name, text is null ? null : new StringBuilder(text), property.Value));
        }
        else if (text is not null && _parts[index].Text is { } kept)
        {
            kept.Append(text);
        }
        else
        {
            _parts[index] = new(property.Name, null, property.Value);
        }
    }

    private DataContent Sound(string base64)
    {
        var bytes = Convert.FromBase64String(base64);
        _type ??= TypeOf(format) ?? MediaTypeDetector.Detect(bytes) ?? (isWhole ? "audio/wav" : "audio/pcm");
        var content = new DataContent(bytes, _type);
        foreach (var part in _parts)
        {
            if (part.Name == "id" && part.Value.ValueKind == JsonValueKind.String)
            {
                // The answer is named by it when it goes back.
                content.AdditionalProperties = new() { ["id"] = part.Value.GetString() };
            }
        }

        return content;
    }

    /// <summary>OpenAI's names of formats.</summary>
    private static string? TypeOf(string? format) => format switch
    {
        null => null,
        "mp3" => "audio/mpeg",
        "pcm16" or "pcm" => "audio/pcm",
        _ => $"audio/{format}",
    };

    private readonly record struct Part(string Name, StringBuilder? Text, JsonElement Value);
}
