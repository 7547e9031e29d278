using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// Reads the events of speech: <c>speech.audio.delta</c> and <c>speech.audio.done</c> with the usage (OpenAI,
/// https://platform.openai.com/docs/api-reference/audio/speech-audio-delta-event; Mistral, whose field is
/// <c>audio_data</c>), <c>conversation.item.audio_output.delta</c> up to <c>[DONE]</c> (Together,
/// https://docs.together.ai/docs/inference/text-to-speech/streaming; <c>audio.tts.chunk</c> with <c>b64</c> in its API
/// reference), and <c>choices</c> whose content is the audio (Z.ai). Events of other types are passed over.
/// </summary>
internal sealed class SpeechEvents(StreamedAnswer answer, TaskExchange exchange)
{
    private static readonly string[] Fields = ["audio", "delta", "audio_data", "b64", "b64_json", "data", "chunk"];

    /// <summary>The audio of the event that was read last; null when there was none in it.</summary>
    public byte[]? Audio { get; private set; }

    public bool HasEnded { get; private set; }

    public UsageDetails? Usage { get; private set; }

    public string? Model { get; private set; }

    /// <summary>The event that was read last.</summary>
    public RawJson? Raw { get; private set; }

    public void Read(string eventType, byte[] data)
    {
        Audio = null;
        if (data.AsSpan().SequenceEqual("[DONE]"u8))
        {
            HasEnded = true;
            return;
        }

        var root = StreamedEvents.Parse(data, answer);
        StreamedEvents.ThrowIfError(eventType, root, exchange, IsKnown(root));
        Raw = new RawJson(data);
        Model = root.Text("model") ?? Model;
        Usage = StreamedEvents.Usage(root) ?? Usage;
        var type = root.Text("type") ?? root.Text("object") ?? eventType;
        if (type.EndsWith("audio.done", StringComparison.Ordinal))
        {
            HasEnded = true;
        }

        if (TextIn(root) is { } base64)
        {
            Audio = DataUrl.DecodeBytes(base64)
                ?? throw answer.Empty().NotAResult("audio that can be decoded", "an event with something else");
        }
    }

    private static bool IsKnown(JsonElement root) => TextIn(root) is not null || root.At("usage").IsSomething();

    private static string? TextIn(JsonElement root)
    {
        foreach (var field in Fields)
        {
            var value = root.At(field);
            if ((value.ValueKind == JsonValueKind.Object ? value.Text("data") ?? value.Text("audio") : Word(value))
                is { } text)
            {
                return text;
            }
        }

        return root.At("choices").Items().FirstOrDefault() is { ValueKind: JsonValueKind.Object } choice
            ? choice.Text("delta", "audio", "data") ?? Word(choice.At("delta", "content"))
            : null;
    }

    private static string? Word(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
