using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>Providers' words for why an answer ended. Words that are not known pass through.</summary>
internal static class FinishReasons
{
    /// <summary>Null for null and empty, which servers send while they are not done.</summary>
    public static ChatFinishReason? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        if (reader.ValueTextEquals(""u8))
        {
            return null;
        }

        if (reader.ValueTextEquals("stop"u8) || reader.ValueTextEquals("eos"u8) || reader.ValueTextEquals("eos_token"u8)
            || reader.ValueTextEquals("end_turn"u8) || reader.ValueTextEquals("stop_sequence"u8))
        {
            return ChatFinishReason.Stop;
        }

        if (reader.ValueTextEquals("length"u8) || reader.ValueTextEquals("max_tokens"u8))
        {
            return ChatFinishReason.Length;
        }

        if (reader.ValueTextEquals("tool_calls"u8) || reader.ValueTextEquals("tool_use"u8) || reader.ValueTextEquals("function_call"u8))
        {
            return ChatFinishReason.ToolCalls;
        }

        if (reader.ValueTextEquals("content_filter"u8))
        {
            return ChatFinishReason.ContentFilter;
        }

        var word = JsonText.Get(ref reader);
        return string.IsNullOrWhiteSpace(word) ? null : new ChatFinishReason(word);
    }
}
