using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// What Google's models add to a call in chat completions (<c>extra_content.google.thought_signature</c>) and want back
/// with it: without, the turn with the tool's result is a 400 "Function call is missing a thought_signature"
/// (https://ai.google.dev/gemini-api/docs/thought-signatures; tinyhumansai/openhuman#3548, Gitlawb/openclaude#67).
/// Gateways have other names for it: LiteLLM <c>provider_specific_fields</c>, on the call or on its function
/// (langbot-app/LangBot#2265), others the bare signature (earendil-works/pi#9444). It stays in the call's additional
/// properties, which survive JSON, and goes back on the call under the name that it had.
/// </summary>
internal static class CallExtras
{
    private static readonly string[] Fields =
        ["extra_content", "provider_specific_fields", "thought_signature", "thoughtSignature"];

    /// <summary>
    /// Reads a property of a call, or of its function, from its name on; one that is not of these is left.
    /// </summary>
    public static void Read(ref Utf8JsonReader reader, ref ToolCallPiece piece, ref EventSlots slots)
    {
        foreach (var field in Fields)
        {
            if (reader.ValueTextEquals(field))
            {
                reader.Read();
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String)
                {
                    slots.Spoil();
                    (piece.Extras ??= [])[field] = JsonText.Parse(ref reader);
                    return;
                }

                reader.Skip();
                return;
            }
        }

        reader.Read();
        reader.Skip();
    }

    public static void Write(Utf8JsonWriter writer, FunctionCallContent call)
    {
        foreach (var field in Fields)
        {
            if (call.AdditionalProperties?.TryGetValue(field, out var extra) is true && extra is not null)
            {
                writer.WritePropertyName(field);
                JsonValueWriter.Write(writer, extra, field);
            }
        }
    }
}
