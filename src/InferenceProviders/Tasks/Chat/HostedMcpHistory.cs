using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Says what hosted MCP servers did, in a history, in words that every model understands: a function call and its
/// result. On the wire of <c>responses.js</c> past MCP calls lose their results (<c>mcp_call</c> items become
/// placeholders without output), and chat completions have no word for them. OpenAI takes its own calls back as they
/// came, where the request names their server.
/// </summary>
internal sealed class HostedMcpHistory
{
    private const int MaxName = 64;
    private const string NotRun = "The tool was not run.";

    private readonly List<ChatMessage> _history;
    private readonly HostedMcpApprovals _approvals;
    private readonly bool _sendsApprovals;
    private readonly IReadOnlyList<HostedMcpServerTool> _servers;
    private readonly Dictionary<string, McpServerToolResultContent> _results = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);
    private readonly List<AIContent> _segment = [];
    private readonly List<AIContent> _outcomes = [];
    private bool _hasOutcome;

    private HostedMcpHistory(
        int count, HostedMcpApprovals approvals, bool sendsApprovals, IReadOnlyList<HostedMcpServerTool> servers)
    {
        _history = new List<ChatMessage>(count + 4);
        _approvals = approvals;
        _sendsApprovals = sendsApprovals;
        _servers = servers;
    }

    /// <summary>
    /// The history with nothing in it that belongs to a hosted MCP server. Messages that have no such content are kept
    /// as they are.
    /// </summary>
    /// <exception cref="InferenceException">
    /// An approval is still to be carried out, which this protocol cannot ask for.
    /// </exception>
    public static IReadOnlyList<ChatMessage> Express(IReadOnlyList<ChatMessage> messages) =>
        HasHosted(messages)
            ? new HostedMcpHistory(messages.Count, new HostedMcpApprovals(messages), sendsApprovals: false, servers: [])
            .Run(messages)
            : messages;

    /// <summary>
    /// The same, but approvals that this request answers stay, with what they answer, and so do the server's own calls
    /// of tools of <paramref name="servers"/>.
    /// </summary>
    public static IReadOnlyList<ChatMessage> Express(
        IReadOnlyList<ChatMessage> messages, HostedMcpApprovals approvals,
        IReadOnlyList<HostedMcpServerTool> servers) =>
        HasHosted(messages)
            ? new HostedMcpHistory(messages.Count, approvals, sendsApprovals: true, servers).Run(messages)
            : messages;

    /// <summary>Whether it belongs to a hosted MCP server, or to a service's own records.</summary>
    public static bool IsHosted(AIContent content) =>
        content is McpServerToolCallContent or McpServerToolResultContent
            or ToolApprovalRequestContent { ToolCall: McpServerToolCallContent }
            or ToolApprovalResponseContent { ToolCall: McpServerToolCallContent }
        || content.GetType() == typeof(AIContent);

    private static bool HasHosted(IReadOnlyList<ChatMessage> messages)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            if (HasHosted(messages[index]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasHosted(ChatMessage message)
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (IsHosted(message.Contents[i]))
            {
                return true;
            }
        }

        return false;
    }

    private List<ChatMessage> Run(IReadOnlyList<ChatMessage> messages)
    {
        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                if (content is McpServerToolResultContent result)
                {
                    _results[result.CallId] = result;
                    if (message.Role == ChatRole.Assistant && HasWords(result))
                    {
                        _kept.Add(result.CallId);
                    }
                }
            }
        }

        foreach (var message in messages)
        {
            if (!HasHosted(message))
            {
                _history.Add(message);
                continue;
            }

            foreach (var content in message.Contents)
            {
                Add(content, message);
            }

            Flush(message);
        }

        return _history;
    }

    private void Add(AIContent content, ChatMessage message)
    {
        switch (content)
        {
            case McpServerToolCallContent call when message.Role == ChatRole.Assistant && IsServers(call):
                Keep(call, message);
                break;

            case McpServerToolCallContent call:
                _kept.Remove(call.CallId);
                AddCall(call, message, _results.TryGetValue(call.CallId, out var outcome) ? ResultOf(outcome) : NotRun);
                break;

            case McpServerToolResultContent result when _servers.Count > 0 && _kept.Contains(result.CallId):
                Keep(result, message);
                break;

            case McpServerToolResultContent result:
                if (_calls.Contains(result.CallId))
                {
                    _hasOutcome = true;
                }
                else
                {
                    // A history that was cut: no protocol has a result without its call, so it is told.
                    Keep(result, message);
                }

                break;

            case ToolApprovalRequestContent { ToolCall: McpServerToolCallContent call } request:
                if (Sends(request.RequestId))
                {
                    Keep(content, message);
                }
                else if (_approvals.DenialOf(request.RequestId) is { } denial)
                {
                    AddDenial(denial, call, message);
                }
                else if (!_approvals.HasResponse(request.RequestId) && !_results.ContainsKey(call.CallId))
                {
                    AddCall(call, message, ApprovalNotes.Unanswered);
                    _hasOutcome = true;
                }

                break;

            case ToolApprovalResponseContent { ToolCall: McpServerToolCallContent call } response:
                if (Sends(response.RequestId))
                {
                    Keep(content, message);
                }
                else if (!response.Approved && !_approvals.HasRequest(response.RequestId))
                {
                    AddDenial(response, call, message);
                }

                break;

            default:
                Keep(content, message);
                break;
        }
    }

    /// <summary>
    /// Whether the server made the call, which its id tells, and knows where: the request names the MCP server.
    /// </summary>
    private bool IsServers(McpServerToolCallContent call) =>
        _kept.Contains(call.CallId)
        && call.CallId.StartsWith("mcp_", StringComparison.Ordinal)
        && _servers.Any(server => server.ServerName == call.ServerName);

    /// <summary>Whether a result is text, as the results of an item are.</summary>
    private static bool HasWords(McpServerToolResultContent result) =>
        result.Outputs?.All(static output => output is TextContent or ErrorContent) is not false;

    private bool Sends(string requestId)
    {
        if (!_approvals.IsOpen(requestId))
        {
            return false;
        }

        if (!_sendsApprovals && _approvals.DenialOf(requestId) is null)
        {
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"The approval of '{requestId}' cannot be sent with chat completions, which run no tools: keep its "
                    + $"HostedMcpServerTool in ChatOptions.Tools, or use UseMcpServerTools of InferenceProviders.Mcp.");
        }

        return _sendsApprovals;
    }

    private void Keep(AIContent content, ChatMessage message)
    {
        if (_hasOutcome || (_outcomes.Count > 0 && content is not FunctionCallContent))
        {
            Flush(message);
        }

        _segment.Add(content);
    }

    private void AddDenial(ToolApprovalResponseContent denial, McpServerToolCallContent call, ChatMessage message)
    {
        AddCall(call, message, string.IsNullOrWhiteSpace(denial.Reason) ? "The user denied this call."
            : $"The user denied this call: {denial.Reason}");
        _hasOutcome = true;
    }

    private void AddCall(McpServerToolCallContent call, ChatMessage message, object result)
    {
        if (!_calls.Add(call.CallId))
        {
            return;
        }

        if (_hasOutcome || message.Role != ChatRole.Assistant)
        {
            // Calls behind a result are the model's next turn.
            Flush(message);
        }

        _segment.Add(new FunctionCallContent(call.CallId, WireName.Sanitize(call.Name, MaxName), call.Arguments)
        {
            RawRepresentation = call.RawRepresentation,
            AdditionalProperties = call.AdditionalProperties,
        });
        _outcomes.Add(new FunctionResultContent(call.CallId, result));
    }

    /// <summary>Ends a turn of the model: what it said and called, and behind it the results.</summary>
    private void Flush(ChatMessage message)
    {
        if (_segment.Count > 0)
        {
            var role = _outcomes.Count > 0 ? ChatRole.Assistant : message.Role;
            _history.Add(new ChatMessage(role, [.. _segment]) { AuthorName = message.AuthorName });
            _segment.Clear();
        }

        if (_outcomes.Count > 0)
        {
            _history.Add(new ChatMessage(ChatRole.Tool, [.. _outcomes]));
            _outcomes.Clear();
        }

        _hasOutcome = false;
    }

    /// <summary>Text as text, a failure marked as one; with media in it, the contents as they are.</summary>
    private static object ResultOf(McpServerToolResultContent result)
    {
        var text = new StringBuilder();
        foreach (var output in result.Outputs ?? [])
        {
            switch (output)
            {
                case TextContent part:
                    text.Append(text.Length == 0 ? "" : "\n").Append(part.Text);
                    break;

                case ErrorContent error:
                    text.Append(text.Length == 0 ? "" : "\n").Append("Error: ").Append(error.Message);
                    break;

                default:
                    return result.Outputs!;
            }
        }

        return text.ToString();
    }
}
