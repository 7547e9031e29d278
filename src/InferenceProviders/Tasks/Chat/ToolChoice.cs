using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The field <c>tool_choice</c>, which both protocols have; they differ in where the name of a function is
/// (https://platform.openai.com/docs/api-reference/chat/create, …/responses/create).
/// </summary>
internal static class ToolChoice
{
    /// <param name="writer">In the object of the request.</param>
    /// <param name="mode">What the caller wants.</param>
    /// <param name="isNested">Whether the name is in an object <c>function</c>, as chat completions have it.</param>
    public static void Write(Utf8JsonWriter writer, ChatToolMode mode, bool isNested)
    {
        if (mode is not RequiredChatToolMode { RequiredFunctionName: { } name })
        {
            writer.WriteString(
                "tool_choice"u8,
                mode switch
                {
                    NoneChatToolMode => "none"u8,
                    RequiredChatToolMode => "required"u8,
                    _ => "auto"u8,
                });
            return;
        }

        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, "function"u8);
        if (isNested)
        {
            writer.WriteStartObject("function"u8);
        }

        writer.WriteString("name"u8, name);
        if (isNested)
        {
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
