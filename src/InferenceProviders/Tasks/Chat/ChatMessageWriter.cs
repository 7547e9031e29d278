using System.Text;
using System.Text.Json;
using InferenceProviders.Routing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>Writes the history: each message with its role, its parts, the model's own calls and reasoning, and the results of its tools.</summary>
internal readonly struct ChatMessageWriter(Utf8JsonWriter writer, Route route)
{
    private const int MaxName = 64;

    public void Write(IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        if (!string.IsNullOrEmpty(instructions))
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "system"u8);
            writer.WriteString("content"u8, instructions);
            writer.WriteEndObject();
        }

        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
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
                WriteAssistant(message);
            }
            else if (message.Role == ChatRole.Tool)
            {
                throw new InferenceException(InferenceErrorKind.InvalidRequest, "A message of the role 'tool' has no FunctionResultContent.");
            }
            else
            {
                WriteMessage(message);
            }
        }
    }

    private void WriteMessage(ChatMessage message)
    {
        WriteStart(message);
        if (TextOf(message) is { } text)
        {
            writer.WriteString("content"u8, text);
        }
        else
        {
            WriteParts(message.Contents);
        }

        writer.WriteEndObject();
    }

    private void WriteAssistant(ChatMessage message)
    {
        WriteStart(message);
        string? text = null;
        StringBuilder? longer = null;
        FunctionCallContent? firstCall = null;
        TextReasoningContent? firstReasoning = null;
        var media = false;
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent { Text: var more }:
                    Append(ref text, ref longer, more);
                    break;

                case FunctionCallContent call:
                    firstCall ??= call;
                    break;

                case TextReasoningContent reasoning:
                    firstReasoning ??= reasoning;
                    break;

                case ErrorContent { ErrorCode: "Refusal" } refusal:
                    writer.WriteString("refusal"u8, refusal.Message);
                    break;

                case UsageContent:
                    break;

                case DataContent or UriContent:
                    media = true;
                    break;

                default:
                    throw ContentPartWriter.Unsupported(content, route);
            }
        }

        text = longer?.ToString() ?? text;
        if (firstReasoning is not null && ReasoningField.Of(firstReasoning) is ReasoningField.ThinkTag)
        {
            text = $"<think>\n{ReasoningText(message)}\n</think>\n\n{text}";
        }

        if (media)
        {
            WriteParts(message.Contents);
        }
        else if (text is null && firstCall is not null)
        {
            writer.WriteNull("content"u8);
        }
        else
        {
            writer.WriteString("content"u8, text ?? "");
        }

        if (firstReasoning is not null)
        {
            WriteReasoning(message, ReasoningField.Of(firstReasoning));
        }

        if (firstCall is not null)
        {
            WriteToolCalls(message);
        }

        writer.WriteEndObject();
    }

    private void WriteStart(ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role.Value);
        if (!string.IsNullOrWhiteSpace(message.AuthorName))
        {
            writer.WriteString("name"u8, WireName.Sanitize(message.AuthorName, MaxName));
        }
    }

    private void WriteParts(IList<AIContent> contents)
    {
        writer.WriteStartArray("content"u8);
        foreach (var content in contents)
        {
            if (content is not (TextReasoningContent or FunctionCallContent or UsageContent or ErrorContent { ErrorCode: "Refusal" }))
            {
                ContentPartWriter.Write(writer, content, route);
            }
        }

        writer.WriteEndArray();
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
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private void WriteReasoning(ChatMessage message, string field)
    {
        switch (field)
        {
            case ReasoningField.ReasoningDetails:
                foreach (var content in message.Contents)
                {
                    if (content is TextReasoningContent { ProtectedData: { Length: > 0 } details })
                    {
                        writer.WritePropertyName(field);
                        writer.WriteRawValue(details);
                        return;
                    }
                }

                break;

            case ReasoningField.ThinkTag:
            case ReasoningField.ContentPart:
                break;

            case ReasoningField.Reasoning:
                writer.WriteString(field, ReasoningText(message));
                break;

            default:
                writer.WriteString(ReasoningField.ReasoningContent, ReasoningText(message));
                break;
        }
    }

    private void WriteMedia(List<AIContent>? media)
    {
        if (media is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "user"u8);
            WriteParts(media);
            writer.WriteEndObject();
        }
    }

    private static bool HasToolResults(ChatMessage message)
    {
        foreach (var content in message.Contents)
        {
            if (content is FunctionResultContent)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text of a message that is nothing else, in one part; null when it needs parts.</summary>
    private static string? TextOf(ChatMessage message) => message.Contents switch
    {
        [] => "",
        [TextContent only] => only.Text,
        _ => null,
    };

    private static string ReasoningText(ChatMessage message)
    {
        string? text = null;
        StringBuilder? longer = null;
        foreach (var content in message.Contents)
        {
            if (content is TextReasoningContent reasoning)
            {
                Append(ref text, ref longer, reasoning.Text);
            }
        }

        return longer?.ToString() ?? text ?? "";
    }

    private static void Append(ref string? text, ref StringBuilder? longer, string more)
    {
        if (text is null)
        {
            text = more;
        }
        else
        {
            (longer ??= new StringBuilder(text)).Append(more);
        }
    }
}
