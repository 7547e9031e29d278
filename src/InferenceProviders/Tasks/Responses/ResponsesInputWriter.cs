using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Tasks.Responses.Output;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes the history as input items: messages, the model's calls and reasoning, results, and answers to approval
/// requests.
/// </summary>
/// <param name="writer">The body.</param>
/// <param name="route">Where it is sent.</param>
/// <param name="withReasoning">Whether the history's reasoning may be in it.</param>
/// <param name="goesOn">Whether the server has what came before.</param>
internal sealed class ResponsesInputWriter(Utf8JsonWriter writer, Route route, bool withReasoning, bool goesOn)
{
    private readonly ResponsesDialect _dialect = route.Provider.Responses!;
    private readonly List<AIContent> _parts = [];
    private readonly HashSet<string> _requests = new(StringComparer.Ordinal);
    private readonly HashSet<string> _responses = new(StringComparer.Ordinal);
    private List<AIContent>? _media;
    private List<AIContent>? _given;
    private HashSet<string>? _items;
    private Dictionary<string, McpServerToolCallContent>? _calls;
    private string? _thinking;

    /// <summary>Whether reasoning was written, which some servers refuse.</summary>
    public bool HasReasoning { get; private set; }

    public void Write(IReadOnlyList<ChatMessage> messages)
    {
        if (_dialect.HostedTools != HostedTools.None)
        {
            FindItems(messages);
        }

        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Assistant)
            {
                WriteMedia();
                AnswerMedia.Collect(message, ref _given);
                foreach (var content in message.Contents)
                {
                    WriteOutput(content);
                }
            }
            else
            {
                if (message.Role != ChatRole.Tool)
                {
                    WriteMedia(isFollowed: message.Role == ChatRole.User);
                }

                foreach (var content in message.Contents)
                {
                    WriteInput(content, RoleOf(message));
                }
            }

            WriteMessage(RoleOf(message));
        }

        WriteMedia();
    }

    /// <summary>
    /// What is left of a hosted tool's result is told by the user: <c>UseImageGeneration</c> puts words in the place of
    /// its images.
    /// </summary>
    private static ChatRole RoleOf(ChatMessage message) =>
        message.Role == ChatRole.Tool && !message.Contents.Any(static content => content is FunctionResultContent)
            && message.Contents.Any(static content => content is TextContent { Text.Length: > 0 })
            ? ChatRole.User
            : message.Role;

    /// <summary>What the model gave: each kind is an item of its own, text between them a message.</summary>
    private void WriteOutput(AIContent content)
    {
        switch (content)
        {
            case TextContent or ErrorContent { ErrorCode: "Refusal" }:
                _parts.Add(content);
                break;

            case TextReasoningContent reasoning when ReasoningField.Of(reasoning) is ReasoningField.ThinkTag:
                _thinking += reasoning.Text;
                break;

            case TextReasoningContent reasoning:
                WriteMessage(ChatRole.Assistant);
                HasReasoning |= withReasoning && ResponsesItemWriter.WriteReasoning(writer, reasoning, _dialect);
                break;

            case FunctionCallContent call:
                WriteMessage(ChatRole.Assistant);
                ResponsesItemWriter.WriteCall(writer, call);
                break;

            case ToolApprovalRequestContent { ToolCall: McpServerToolCallContent call } request:
                WriteMessage(ChatRole.Assistant);
                WriteRequest(request.RequestId, call);
                break;

            case UriContent when ForeignContents.IsForeign(content, ChatRole.Assistant):
                _parts.Add(new TextContent(ForeignContents.Tell(content)));
                break;

            case DataContent or UriContent:
            case UsageContent:
                break;

            case McpServerToolCallContent call:
                (_calls ??= new(StringComparer.Ordinal))[call.CallId] = call;
                break;

            case McpServerToolResultContent result when _calls?.GetValueOrDefault(result.CallId) is { } call:
                WriteMessage(ChatRole.Assistant);
                McpItemWriter.Write(writer, call, result);
                break;

            case ToolCallContent or ToolResultContent or AIContent
                when _items is not null && (content.RawRepresentation is RawJson || IsOfItem(content)):
                // That a server listed its tools is said by the request, which names the server.
                if (content.RawRepresentation is RawJson item && item.Root.Text("type") != "mcp_list_tools")
                {
                    WriteMessage(ChatRole.Assistant);
                    writer.WriteRawValue(item.Utf8.Span, skipInputValidation: true);
                }

                break;

            default:
                if (ForeignContents.Tell(content) is { Length: > 0 } told)
                {
                    _parts.Add(new TextContent(told));
                }

                break;
        }
    }

    /// <summary>
    /// Finds the calls whose item is with their result: an item goes back as it came, and once. Where it was lost, in
    /// JSON, what the tool did is told in words.
    /// </summary>
    private void FindItems(IReadOnlyList<ChatMessage> messages)
    {
        _items = new(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Assistant)
            {
                foreach (var content in message.Contents)
                {
                    if (content is ToolResultContent { RawRepresentation: RawJson } result)
                    {
                        _items.Add(result.CallId);
                    }
                }
            }
        }
    }

    private bool IsOfItem(AIContent content) => content switch
    {
        ToolCallContent call => _items!.Contains(call.CallId),
        ToolResultContent result => _items!.Contains(result.CallId),
        _ => false,
    };

    private void WriteInput(AIContent content, ChatRole role)
    {
        switch (content)
        {
            case FunctionResultContent result:
                WriteMessage(role);
                ResponsesItemWriter.WriteResult(writer, result, route, ref _media);
                break;

            case ToolApprovalResponseContent { ToolCall: McpServerToolCallContent call } response:
                WriteMessage(role);
                WriteRequest(response.RequestId, call);
                if (_responses.Add(response.RequestId))
                {
                    ResponsesItemWriter.WriteApprovalResponse(writer, response);
                }

                break;

            case UsageContent:
                break;

            case TextContent { Text.Length: 0 } when role == ChatRole.Tool:
                break;

            case not null when role == ChatRole.Tool:
                throw route.NotSupported(
                    $"A message of the role 'tool' has a {content.GetType().Name} beside its results: put it into a "
                        + $"message of its own.");

            default:
                _parts.Add(content!);
                break;
        }
    }

    /// <summary>Ends the message that the parts so far belong to.</summary>
    private void WriteMessage(ChatRole role)
    {
        // A model that thinks in its text, and then calls a tool, has said nothing in this turn.
        var thinking = _thinking;
        _thinking = null;
        if (_parts.Count == 0)
        {
            return;
        }

        var citations = role == ChatRole.Assistant && _dialect.HasAnnotations ? Annotations.Of(_parts) : null;
        var text = ResponsesPartWriter.TextOf(_parts, role, tellsSources: citations is null);
        if (text is not "" || role != ChatRole.Assistant)
        {
            writer.WriteStartObject();
            if (role == ChatRole.Assistant)
            {
                // The default of the field, and yet llama.cpp answers 400 "Cannot determine type of 'item'" without it.
                writer.WriteString("type"u8, "message"u8);
            }

            writer.WriteString("role"u8, RoleFor(role));
            if (citations is not null && text is not null)
            {
                writer.WriteStartArray("content"u8);
                writer.WriteStartObject();
                writer.WriteString("type"u8, "output_text"u8);
                writer.WriteString("text"u8, text);
                Annotations.Write(writer, citations);
                writer.WriteEndObject();
                writer.WriteEndArray();
            }
            else if (text is not null)
            {
                writer.WriteString("content"u8, thinking is null ? text : $"<think>\n{thinking}\n</think>\n\n{text}");
            }
            else
            {
                WriteParts(role);
            }

            writer.WriteEndObject();
        }

        _parts.Clear();
    }

    private void WriteParts(ChatRole role)
    {
        writer.WriteStartArray("content"u8);
        foreach (var part in _parts)
        {
            ResponsesPartWriter.Write(writer, part, role, route);
        }

        writer.WriteEndArray();
    }

    private string RoleFor(ChatRole role) =>
        role.Value == "developer" && !_dialect.HasDeveloperRole ? "system" : role.Value;

    /// <summary>The request must stand before its answer; once.</summary>
    private void WriteRequest(string requestId, McpServerToolCallContent call)
    {
        if (goesOn || !_requests.Add(requestId))
        {
            return;
        }

        ResponsesItemWriter.WriteApprovalRequest(writer, requestId, call);
    }

    /// <summary>
    /// Images that tools returned follow all results of the turn, where an output is text. Those that the assistant
    /// gave belong to the user's next message.
    /// </summary>
    private void WriteMedia(bool isFollowed = false)
    {
        if (_media is { } media)
        {
            _media = null;
            _parts.AddRange(media);
            WriteMessage(ChatRole.User);
        }

        if (_given is { } given)
        {
            _given = null;
            _parts.AddRange(given);
            if (!isFollowed)
            {
                WriteMessage(ChatRole.User);
            }
        }
    }
}
