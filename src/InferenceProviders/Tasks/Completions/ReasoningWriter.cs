using System.Text.Json;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks.Chat;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// Writes reasoning in the field that <see cref="AssistantParts"/> found for it, because a provider takes it from
/// nowhere else.
/// </summary>
internal static class ReasoningWriter
{
    /// <summary>The fields beside <c>content</c>.</summary>
    public static void WriteFields(Utf8JsonWriter writer, in AssistantParts parts)
    {
        switch (parts.ReasoningField)
        {
            case ReasoningField.ReasoningContent when parts is { Reasoning.Length: 0, HasEmptyReasoning: true }:
                writer.WriteString(ReasoningField.ReasoningContent, "");
                break;

            case null or ReasoningField.ThinkTag or ReasoningField.ContentPart:
            case not null when parts.Reasoning.Length == 0:
                break;

            case ReasoningField.ReasoningDetails or ReasoningField.ThinkingBlocks
                when parts.ReasoningDetails is not null:
                break;

            case ReasoningField.Reasoning:
                writer.WriteString(ReasoningField.Reasoning, parts.Reasoning);
                break;

            default:
                writer.WriteString(ReasoningField.ReasoningContent, parts.Reasoning);
                break;
        }

        if (parts.ReasoningDetails is { } details)
        {
            writer.WritePropertyName(
                parts.AreThinkingBlocks ? ReasoningField.ThinkingBlocks : ReasoningField.ReasoningDetails);
            writer.WriteRawValue(details, skipInputValidation: true);
        }
    }

    /// <summary>The part of <c>content</c> that holds thinking, in Mistral's form.</summary>
    public static void WritePart(Utf8JsonWriter writer, string reasoning)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "thinking"u8);
        writer.WriteStartArray("thinking"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, reasoning);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
