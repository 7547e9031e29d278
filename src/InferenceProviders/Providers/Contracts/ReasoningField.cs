using System.Text.Json;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Providers.Contracts;

/// <summary>
/// The field in which a model's reasoning came, noted on the content so that the same field carries it back: providers
/// that accept reasoning in the history accept it in their own field only.
/// </summary>
internal static class ReasoningField
{
    public const string Property = "reasoning_field";
    public const string ReasoningContent = "reasoning_content";
    public const string Reasoning = "reasoning";
    public const string ReasoningDetails = "reasoning_details";

    /// <summary>Claude's thinking with its signature, as LiteLLM gives it and wants it back.</summary>
    public const string ThinkingBlocks = "thinking_blocks";
    public const string ThinkTag = "think";
    public const string ContentPart = "thinking_part";

    public static TextReasoningContent Mark(TextReasoningContent content, string field)
    {
        content.AdditionalProperties = new() { [Property] = field };
        return content;
    }

    /// <summary>Whether the reasoning came in a chat completion that this library read.</summary>
    public static bool IsMarked(TextReasoningContent content) =>
        content.AdditionalProperties?.ContainsKey(Property) is true;

    /// <summary>
    /// The provider's details, which <see cref="TextReasoningContent.ProtectedData"/> keeps as a JSON list; null for
    /// protected data of other origin.
    /// </summary>
    public static string? DetailsOf(TextReasoningContent content)
    {
        if (content.ProtectedData is not { Length: > 1 } data || data[0] != '[' || !IsMarked(content))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(data);
            return data;
        }
        catch (JsonException)
        {
            // Not what this library put there: it means nothing to the provider.
            return null;
        }
    }

    /// <summary>
    /// Whether the server gave the field with nothing in it, which says that the model reasons: DeepSeek and Kimi want
    /// it back beside a tool call.
    /// </summary>
    public static bool IsEmpty(TextReasoningContent content) =>
        string.IsNullOrEmpty(content.Text) && content.ProtectedData is null && IsMarked(content)
            && Of(content) == ReasoningContent;

    /// <summary>
    /// The field, also after the content went through JSON; <c>reasoning_content</c> for reasoning from elsewhere.
    /// </summary>
    public static string Of(TextReasoningContent content) =>
        content.AdditionalProperties is { } properties && properties.TryGetValue(Property, out var value)
            ? value switch
            {
                string field => field,
                JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
                _ => ReasoningContent,
            }
            : ReasoningContent;
}
