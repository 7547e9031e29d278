using System.Text.Json;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// Writes the history: each message with its role, its parts, the model's own calls and reasoning, and the results of
/// its tools.
/// </summary>
internal readonly struct ChatMessageWriter(Utf8JsonWriter writer, Route route, ChatForm form)
{
    private const int MaxName = 64;

    public void Write(IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        if (!string.IsNullOrEmpty(instructions))
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "system"u8);
            writer.WriteText("content"u8, instructions);
            writer.WriteEndObject();
        }

        using var plain = new PlainMessages(writer);
        List<AIContent>? given = null;
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            if (given is null && plain.TryAdd(message))
            {
                continue;
            }

            plain.Flush();
            if (given is not null && message.Role != ChatRole.User && !HasToolResults(message))
            {
                WriteMedia(given);
                given = null;
            }

            if (HasToolResults(message))
            {
                // Images that tools returned follow all results of the turn: nothing may stand between them.
                List<AIContent>? media = null;
                ToolResultWriter.Write(writer, message, route, ref media);
                while (index + 1 < messages.Count && HasToolResults(messages[index + 1]))
                {
                    ToolResultWriter.Write(writer, messages[++index], route, ref media);
                }

                WriteMedia(media);
            }
            else if (message.Role == ChatRole.Assistant)
            {
                WriteAssistant(message, ref given);
            }
            else if (message.Role == ChatRole.Tool && message.Contents.Any(static content => content is TextContent))
            {
                // What is left of a hosted tool's result: UseImageGeneration puts words in the place of its images.
                WriteMessage(new ChatMessage(ChatRole.User, message.Contents), given);
                given = null;
            }
            else if (message.Role == ChatRole.Tool)
            {
                throw new InferenceException(
                    InferenceErrorKind.InvalidRequest, "A message of the role 'tool' has no FunctionResultContent.");
            }
            else
            {
                WriteMessage(message, message.Role == ChatRole.User ? given : null);
                given = null;
            }
        }

        plain.Flush();
        WriteMedia(given);
    }

    /// <param name="message">The message.</param>
    /// <param name="before">Parts that come before its own; null when there are none.</param>
    private void WriteMessage(ChatMessage message, List<AIContent>? before = null)
    {
        WriteStart(message);
        if (before is null && TextOf(message) is { } text)
        {
            writer.WriteText("content"u8, text);
        }
        else
        {
            writer.WriteStartArray("content"u8);
            foreach (var content in before ?? [])
            {
                ContentPartWriter.Write(writer, content, route);
            }

            foreach (var content in message.Contents)
            {
                if (content is not UsageContent && !IsEmptyBeside(content, message))
                {
                    ContentPartWriter.Write(writer, content, route);
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteAssistant(ChatMessage message, ref List<AIContent>? media)
    {
        var parts = AssistantParts.Of(message, route, form.WithReasoning);
        WriteStart(message);
        if (parts.Refusal is { } refusal)
        {
            writer.WriteString("refusal"u8, refusal);
        }

        if (parts.HasMedia)
        {
            AnswerMedia.Collect(message, ref media);
        }

        var text = parts.Text.Length == 0 && media is not null && !parts.HasCalls
            ? AnswerMedia.InPlaceOf(media)
            : parts.Text;
        if (parts.ReasoningField is ReasoningField.ContentPart)
        {
            writer.WriteStartArray("content"u8);
            ReasoningWriter.WritePart(writer, parts.Reasoning);
            if (parts.HasText || text.Length > 0)
            {
                ContentPartWriter.Write(writer, new TextContent(text), route);
            }

            writer.WriteEndArray();
        }
        else if (form.WithNullContent && text.Length == 0 && parts is { HasText: false, HasCalls: true }
            && parts.ReasoningField is not ReasoningField.ThinkTag)
        {
            writer.WriteNull("content"u8);
        }
        else
        {
            writer.WriteText("content"u8, Tagged(parts) + text);
        }

        ReasoningWriter.WriteFields(writer, parts);
        if (parts.HasCalls)
        {
            WriteToolCalls(message);
        }

        writer.WriteEndObject();
    }

    private static string Tagged(in AssistantParts parts) =>
        parts.ReasoningField is ReasoningField.ThinkTag ? $"<think>\n{parts.Reasoning}\n</think>\n\n" : "";

    private void WriteStart(ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role.Value);
        if (!string.IsNullOrWhiteSpace(message.AuthorName))
        {
            writer.WriteString("name"u8, WireName.Sanitize(message.AuthorName, MaxName));
        }
    }

    private void WriteToolCalls(ChatMessage message)
    {
        writer.WriteStartArray("tool_calls"u8);
        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent call)
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, call.CallId);
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, call.Name);
                writer.WriteString("arguments"u8, ToolArguments.ToJson(call));
                writer.WriteEndObject();
                if (route.Endpoint is not null)
                {
                    // Providers of the Hub have no such field, and some refuse what they do not know.
                    CallExtras.Write(writer, call);
                }

                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private void WriteMedia(List<AIContent>? media)
    {
        if (media is not null)
        {
            WriteMessage(new ChatMessage(ChatRole.User, media));
        }
    }

    private static bool HasToolResults(ChatMessage message)
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is FunctionResultContent)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a part is a text of nothing beside something: Anthropic's models refuse it (400 "text content blocks
    /// must be non-empty").
    /// </summary>
    private static bool IsEmptyBeside(AIContent content, ChatMessage message) =>
        content is TextContent { Text.Length: 0 }
            && message.Contents.Any(static other => other is not (TextContent { Text.Length: 0 } or UsageContent));

    /// <summary>The text of a message that is nothing else, in one part; null when it needs parts.</summary>
    private static string? TextOf(ChatMessage message) => message.Contents switch
    {
        [] => "",
        [TextContent only] => only.Text,
        _ => null,
    };
}
