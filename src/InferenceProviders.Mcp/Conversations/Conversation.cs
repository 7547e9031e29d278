using InferenceProviders.Mcp.Calls;
using InferenceProviders.Mcp.Sessions;
using InferenceProviders.Mcp.Tools;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>One request of the caller: the history and the options as they go to the model, turn after turn.</summary>
internal sealed class Conversation
{
    private readonly McpToolsOptions _settings;
    private readonly ChatOptions? _callers;
    private readonly List<McpServer> _servers;
    private readonly List<AITool> _callersTools;
    private readonly HashSet<string> _callersFunctions;
    private readonly ServerTools _tools;
    private readonly ToolOffer _offer;
    private readonly DelegatedCalls _delegated;
    private int _iteration;
    private bool _toolModeIsUsedUp;

    public Conversation(
        IChatClient model, ChatOptions? options, List<McpServer> servers, SessionPool pool,
        McpToolsOptions settings)
    {
        _settings = settings;
        _callers = options;
        _servers = servers;
        HostedToolSearchTool? search = null;
        _callersTools = [];
        _callersFunctions = new(StringComparer.Ordinal);
        foreach (var tool in options?.Tools ?? [])
        {
            if (servers.Count > 0 && tool.GetService<HostedToolSearchTool>() is { } asked)
            {
                search ??= asked;
            }
            else if (tool.GetService<HostedMcpServerTool>() is null)
            {
                _callersTools.Add(tool);
                if (tool is AIFunctionDeclaration function)
                {
                    _callersFunctions.Add(function.Name);
                }
            }
        }

        _offer = new ToolOffer(settings, search);
        _delegated = new DelegatedCalls(model, _callersTools);
        _tools = new ServerTools(servers, _callersFunctions, pool, settings);
        ConversationId = options?.ConversationId;
    }

    /// <summary>What the model is sent next.</summary>
    public List<ChatMessage> History { get; private set; } = [];

    public ChatOptions? Options { get; private set; }

    /// <summary>The service's id of the conversation, where the service keeps it.</summary>
    public string? ConversationId { get; private set; }

    /// <summary>The calls of the history that have no result there.</summary>
    public IReadOnlyList<OpenCall> Open { get; private set; } = [];

    /// <summary>The user has not decided yet: the model cannot be asked.</summary>
    public bool AwaitsApproval { get; private set; }

    /// <summary>Connects to the servers, and reads the caller's history.</summary>
    public async Task StartAsync(List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        await _tools.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var history = HistoryRewriter.Rewrite(
            messages, call =>
                _tools.Catalog.Find(call.ServerName, call.Name)?.FunctionName, _settings.MediaTypesForModel,
                ConversationId is not null);
        _offer.Remember(messages);
        History = _delegated.HandBack(history.Messages);
        Open = history.Open;
        AwaitsApproval = history.AwaitsApproval;
    }

    /// <summary>Begins the model's next turn.</summary>
    /// <exception cref="McpToolsException">There have been too many.</exception>
    public async Task<ModelTurn> NextTurnAsync(CancellationToken cancellationToken)
    {
        if (_iteration == _settings.MaxIterations)
        {
            throw new McpToolsException(
                McpErrorKind.IterationLimit,
                $"The model was asked {_iteration} times and still calls tools. "
                    + $"{nameof(McpToolsOptions)}.{nameof(McpToolsOptions.MaxIterations)} allows no more.");
        }

        if (_iteration++ > 0)
        {
            await _tools.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        Options = CreateOptions();
        return new ModelTurn(_tools.Catalog, _offer, _delegated, _callersFunctions);
    }

    /// <summary>Takes in what the model said and what its calls gave.</summary>
    public void Add(IEnumerable<ChatMessage> messages, ChatMessage results, string? conversationId)
    {
        ConversationId = conversationId;
        if (conversationId is null)
        {
            History = _delegated.HandBack([.. History, .. messages, results]);
        }
        else
        {
            // The service keeps the conversation: it has everything but the results.
            History = [results];
        }

        _toolModeIsUsedUp = _callers?.ToolMode is RequiredChatToolMode;
    }

    /// <summary>The server of an approved call, which must still be among the caller's tools.</summary>
    public McpServer ServerOf(McpServerToolCallContent call) =>
        _servers.Find(server => server.Name == call.ServerName)
        ?? throw new InvalidOperationException(
            $"The history approves a call of '{call.Name}' at the MCP server '{call.ServerName}', but "
                + $"{nameof(ChatOptions)}.{nameof(ChatOptions.Tools)} has no {nameof(HostedMcpServerTool)} of that "
                + $"name.");

    private ChatOptions? CreateOptions()
    {
        if (_callers is null && ConversationId is null)
        {
            return null;
        }

        var options = _callers?.Clone() ?? new ChatOptions();
        var mode = _toolModeIsUsedUp ? null : ToolMode(options.ToolMode);
        List<AITool> tools = new(_callersTools.Count + _tools.Catalog.Offered.Count);
        tools.AddRange(_callersTools);
        _offer.Offer(_tools.Catalog, tools);
        options.Tools = tools.Count == 0 ? null : tools;
        options.ConversationId = ConversationId;
        options.ToolMode = tools.Count == 0 ? null : mode;
        if (_iteration > 1)
        {
            options.ContinuationToken = null;
        }

        foreach (var words in _tools.Instructions)
        {
            options.Instructions = string.IsNullOrEmpty(options.Instructions)
                ? words
                : $"{options.Instructions}\n\n{words}";
        }

        return options;
    }

    /// <summary>The caller knows tools by their names on the server. One that must be called is offered, too.</summary>
    private ChatToolMode? ToolMode(ChatToolMode? mode)
    {
        if (mode is not RequiredChatToolMode { RequiredFunctionName: { } name } || _callersFunctions.Contains(name)
            || _tools.Catalog.FindByToolName(name) is not { IsAllowed: true } tool)
        {
            return mode;
        }

        _offer.Remember([tool.Name]);
        return ChatToolMode.RequireSpecific(tool.FunctionName);
    }
}
