using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Speech;

/// <summary>
/// A transcript in OpenAI's events: a word each, a segment where speakers are told apart, and the end.
/// </summary>
internal static class TranscriptEvents
{
    private static readonly StreamForm Form = new() { Done = false };

    public static Task WriteAsync(HttpContext context, JsonObject heard, bool isDiarized)
    {
        var text = heard["text"]!.GetValue<string>();
        var output = Tokens.Count(text);
        List<JsonObject> events = [.. Words(text).Select(word => new JsonObject
        {
            ["type"] = "transcript.text.delta",
            ["delta"] = word,
        })];
        if (isDiarized)
        {
            var segment = heard["segments"]!.AsArray()[0]!.DeepClone().AsObject();
            segment["type"] = "transcript.text.segment";
            segment["id"] = "seg_001";
            segment["speaker"] = "A";
            events.Add(segment);
        }

        events.Add(new JsonObject
        {
            ["type"] = "transcript.text.done",
            ["text"] = text,
            ["usage"] = new JsonObject
            {
                ["type"] = "tokens",
                ["input_tokens"] = output,
                ["input_token_details"] = new JsonObject { ["text_tokens"] = 0, ["audio_tokens"] = output },
                ["output_tokens"] = output,
                ["total_tokens"] = 2 * output,
            },
        });
        return SpeechEvents.WriteAsync(context, Form, events);
    }

    private static IEnumerable<string> Words(string text)
    {
        var words = text.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            yield return i == 0 ? words[i] : $" {words[i]}";
        }
    }
}
