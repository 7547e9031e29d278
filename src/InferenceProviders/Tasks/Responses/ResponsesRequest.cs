using System.Diagnostics;
using System.Text.Json.Nodes;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>What a caller asked for over the Responses API, checked once and not changed after.</summary>
internal sealed class ResponsesRequest : IChatRequest
{
    private readonly ReasoningReplay _replay;
    private readonly bool _chosen;
    private readonly IReadOnlyList<ChatMessage> _history;
    private readonly HostedMcpApprovals _approvals;
    private IReadOnlyList<ChatMessage>? _withCalls;

    private ResponsesRequest(
        ReasoningReplay replay, bool chosen, IReadOnlyList<ChatMessage> history, HostedMcpApprovals approvals)
    {
        _replay = replay;
        _chosen = chosen;
        _history = history;
        _approvals = approvals;
    }

    /// <summary>The history, with past MCP calls in words that the model understands.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public required ChatOptions? Options { get; init; }

    /// <summary>
    /// Fields from <see cref="ChatOptions.RawRepresentationFactory"/>; they win over everything else.
    /// </summary>
    public required JsonObject? Overrides { get; init; }

    public required bool Stream { get; init; }

    public required IReadOnlyList<HostedMcpServerTool> McpServers { get; init; }

    /// <summary>What the request has to do with what the server keeps.</summary>
    public required ServerState State { get; init; }

    /// <summary>Whether answers to approval requests are carried out.</summary>
    public bool AnswersApprovals { get; private init; }

    /// <summary>
    /// Whether the caller wants to see the model's reasoning. <see cref="ReasoningOutput.None"/> hides it.
    /// </summary>
    public bool ShowReasoning => Options?.Reasoning?.Output is not ReasoningOutput.None;

    public RequestNeeds Needs =>
        ChatNeeds.Of(Messages, Options, State.Token is null ? Options?.MaxOutputTokens : 0);

    public IEnumerable<string> Texts => ChatSubject.Texts(Messages, Options);

    public void Describe(Activity span, bool withContent) =>
        ChatSubject.Describe(span, Messages, Options, Stream, withContent);

    /// <param name="messages">The whole history.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="client">For <see cref="ChatOptions.RawRepresentationFactory"/>.</param>
    /// <param name="replay">What the client knows about reasoning in the history.</param>
    /// <param name="stream">Whether events are wanted.</param>
    /// <param name="chosen">Whether the caller chose this protocol; otherwise an MCP tool made it necessary.</param>
    public static ResponsesRequest Create(
        IEnumerable<ChatMessage> messages, ChatOptions? options, IChatClient client, ReasoningReplay replay,
            bool stream, bool chosen)
    {
        var list = ChatRequestValidator.Check(messages, options, subject: null);
        var overrides = ChatRequestValidator.Overrides(options, client);
        ResponsesOptions.Check(options, overrides);
        var servers = McpServerTools.Check(options);
        var approvals = new HostedMcpApprovals(list);
        CheckApprovals(approvals, servers);
        return new ResponsesRequest(replay, chosen, list, approvals)
        {
            Messages = ExpressibleHistory.Of(list, approvals, servers: []),
            Options = options,
            Overrides = overrides,
            Stream = stream,
            McpServers = servers,
            AnswersApprovals = approvals.Open.Any(),
            State = ServerState.Of(options, overrides),
        };
    }

    /// <summary>
    /// The history for a server: one that runs tools of its own takes the calls of MCP servers, too, back as they came.
    /// </summary>
    public IReadOnlyList<ChatMessage> MessagesFor(ResponsesDialect dialect) =>
        dialect.HostedTools == HostedTools.None || McpServers.Count == 0
            ? Messages
            : _withCalls ??= ExpressibleHistory.Of(_history, _approvals, McpServers);

    public RouteMessage Write(Attempt attempt)
    {
        var route = attempt.Route;
        var dialect = route.Provider.Responses!;
        CheckRoute(dialect);
        State.Check(route);
        var address = route.Resolve(dialect.Path);
        if (State.Token is { } token)
        {
            return new RouteMessage(token.Address(address, Stream, State.Cancels), Content: null)
            {
                Method = State.Cancels ? HttpMethod.Post : HttpMethod.Get,
            };
        }

        var withReasoning = !attempt.LeavesOutOptionalParts && !_replay.IsRefusedBy(address);
        var body = Write(route, attempt.Call.Settings.Limits.RequestBytes, withReasoning, out var hasReasoning);

        // Tools run on the server, whether or not its answer reaches us.
        return new RouteMessage(address, body) { HasOptionalParts = hasReasoning, Commits = McpServers.Count > 0 };
    }

    public void Accepted(Attempt attempt)
    {
        if (attempt.LeavesOutOptionalParts)
        {
            _replay.Refused(attempt.Route.Resolve(attempt.Route.Provider.Responses!.Path));
        }
    }

    public IAnswerReader CreateReader(Route route, ResponseInfo info) => new ResponsesReader(route, info, this);

    private static void CheckApprovals(HostedMcpApprovals approvals, IReadOnlyList<HostedMcpServerTool> servers)
    {
        foreach (var response in approvals.Open)
        {
            var server = ((McpServerToolCallContent)response.ToolCall).ServerName;
            if (!servers.Any(tool => tool.ServerName == server))
            {
                throw ChatRequestValidator.Invalid(
                    $"The answer to the approval request '{response.RequestId}' needs the HostedMcpServerTool "
                        + $"'{server}' in ChatOptions.Tools, as in the call that asked.");
            }
        }
    }

    private void CheckRoute(ResponsesDialect dialect)
    {
        if (!_chosen && !dialect.RunsFunctionsBesideMcp
            && Options?.Tools?.Any(tool => tool is AIFunctionDeclaration) is true)
        {
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                "Functions beside a HostedMcpServerTool cannot be relied on with the Responses API of this route: a "
                    + "function with the name of any of the server's tools is run as that tool. "
                + "Run the MCP tools on the client, with UseMcpServerTools of InferenceProviders.Mcp; or choose "
                    + "ChatProtocol.Responses, and names that cannot clash.") { Stage =
                    FailureStage.Check };
        }
    }

    private PooledContent Write(Route route, long requestBytes, bool withReasoning, out bool hasReasoning)
    {
        var body = new PooledContent(requestBytes);
        hasReasoning = ResponsesRequestWriter.Write(body, this, route, withReasoning);
        if (route.Provider.Responses!.RequestBytes is not { } limit || body.Length <= limit)
        {
            return body;
        }

        var size = body.Length;
        body.Dispose();
        if (hasReasoning)
        {
            // The history still fits without what the model thought.
            return Write(route, requestBytes, withReasoning: false, out hasReasoning);
        }

        throw route.Error(
            InferenceErrorKind.InvalidRequest,
            $"The request has {size} bytes, and the Responses API of {route.Speaker} takes at most {limit}; it was "
                + $"not sent. Send images by URL, shorten the history, or use chat completions.");
    }
}
