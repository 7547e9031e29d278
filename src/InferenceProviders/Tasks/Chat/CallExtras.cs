using System.Text.Json;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// What Google's models add to a call in chat completions (<c>extra_content.google.thought_signature</c>) and want back
/// with it: without, the turn with the tool's result is a 400 "Function call is missing a thought_signature"
/// (https://ai.google.dev/gemini-api/docs/thought-signatures; tinyhumansai/openhuman#3548, Gitlawb/openclaude#67). It
/// stays in the call's additional properties, which survive JSON.
/// </summary>
internal static class CallExtras
{
    private const string Field = "extra_content";

    public static ReadOnlySpan<byte> Utf8Field => "extra_content"u8;

    public static void Keep(FunctionCallContent call, JsonElement extra)
    {
        if (extra.ValueKind == JsonValueKind.Object)
        {
            call.AdditionalProperties = new() { [Field] = extra };
        }
    }

    public static void Write(Utf8JsonWriter writer, FunctionCallContent call)
    {
        if (call.AdditionalProperties?.TryGetValue(Field, out var extra) is true && extra is not null)
        {
            writer.WritePropertyName(Field);
            JsonValueWriter.Write(writer, extra, Field);
        }
    }
}
