using System.Runtime.CompilerServices;
using InferenceProviders.Mcp.Calls;
using InferenceProviders.Mcp.Conversations;
using InferenceProviders.Mcp.History;
using InferenceProviders.Mcp.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceProviders.Mcp;

/// <summary>
/// A chat client that runs <see cref="HostedMcpServerTool"/>s itself. Made by <see cref="McpChatClientExtensions.UseMcpServerTools"/>.
/// </summary>
/// <remarks>
/// <para>
/// It takes every <see cref="HostedMcpServerTool"/> out of the options, offers the tools of these servers to the model as functions, runs what the model
/// calls and asks the model again, until it calls no more. The caller sees <see cref="McpServerToolCallContent"/> and
/// <see cref="McpServerToolResultContent"/>, as from services that run such tools themselves, and puts them into the history as they are; they survive JSON.
/// </para>
/// <para>
/// A call that needs an approval comes out as <see cref="ToolApprovalRequestContent"/>; it is run when a request has the matching
/// <see cref="ToolApprovalResponseContent"/> in its history, once. Without <see cref="HostedMcpServerTool.ApprovalMode"/> every call needs one. While an
/// approval of the last turn is open, the model is not asked: the response has the results of what ran, if anything did.
/// </para>
/// <para>
/// Function calls that are the caller's own are left in the response, beside what ran here; send their results in the next request.
/// </para>
/// <para>
/// Logs and exceptions have neither headers nor arguments in them, even where a server repeats them. The MCP library's own spans (source
/// <c>Experimental.ModelContextProtocol</c>) quote what servers and tools say in errors: leave that source out where this must not be recorded.
/// </para>
/// <para>Thread-safe. Connections are kept between requests until it is disposed; prefer <see cref="DisposeAsync"/>, which waits until servers have been told.</para>
/// </remarks>
public sealed class McpToolsChatClient : DelegatingChatClient, IAsyncDisposable
{
    private readonly McpToolsOptions _options;
    private readonly SessionPool _pool;
    private readonly CallExecutor _executor;
    private bool _disposed;

    internal McpToolsChatClient(IChatClient innerClient, McpToolsOptions? options)
        : base(innerClient)
    {
        _options = OptionsValidator.Check(options ?? new());
        var logger = _options.LoggerFactory?.CreateLogger<McpToolsChatClient>() ?? (ILogger)NullLogger.Instance;
        _pool = new SessionPool(_options, logger);
        _executor = new CallExecutor(new ToolCallRunner(_pool, _options, logger), _options);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Two servers have one name, or an address or a header is none.</exception>
    /// <exception cref="InvalidOperationException">The history approves a call at a server that the options do not have.</exception>
    /// <exception cref="McpToolsException">The model goes on calling tools, or a server failed and <see cref="McpFailureBehavior.Throw"/> was chosen.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (history, conversation) = Begin(messages, options);
        if (conversation is null)
        {
            return await base.GetResponseAsync(history, options, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await RespondAsync(conversation, history, cancellationToken).ConfigureAwait(false);
        }
        catch (McpToolsException exception)
        {
            throw WithMessages(exception, conversation.Produced);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Two servers have one name, or an address or a header is none.</exception>
    /// <exception cref="InvalidOperationException">The history approves a call at a server that the options do not have.</exception>
    /// <exception cref="McpToolsException">The model goes on calling tools, or a server failed and <see cref="McpFailureBehavior.Throw"/> was chosen.</exception>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (history, conversation) = Begin(messages, options);
        List<ChatResponseUpdate> shown = [];
        var updates = (conversation is null ? base.GetStreamingResponseAsync(history, options, cancellationToken) : StreamAsync(conversation, history, cancellationToken))
            .GetAsyncEnumerator(cancellationToken);
        await using (updates.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (McpToolsException exception)
                {
                    throw WithMessages(exception, shown.ToChatResponse().Messages);
                }

                if (conversation is not null)
                {
                    shown.Add(updates.Current);
                }

                yield return updates.Current;
            }
        }
    }

    /// <summary>Closes the connections and waits until servers have been told, for five seconds at most; then disposes the inner client.</summary>
    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Begins to close the connections, without waiting, and disposes the inner client.</summary>
    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _ = _pool.DisposeAsync().AsTask();
        }

        base.Dispose(disposing);
    }

    private (List<ChatMessage> History, Conversation? Conversation) Begin(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ObjectDisposedException.ThrowIf(_disposed, this);
        List<ChatMessage> history = [.. messages];
        var servers = McpServer.From(options?.Tools, _options);
        return servers.Count == 0 && !history.Exists(ApprovalIndex.Concerns)
            ? (history, null)
            : (history, new Conversation(options, servers, _pool, _options));
    }

    private async Task<ChatResponse> RespondAsync(Conversation conversation, List<ChatMessage> history, CancellationToken cancellationToken)
    {
        await conversation.StartAsync(history, cancellationToken).ConfigureAwait(false);
        var approved = new ChatMessage { Role = ChatRole.Assistant, MessageId = NewMessageId() };
        await foreach (var (call, outcome) in _executor.RunApprovedAsync(conversation, cancellationToken).ConfigureAwait(false))
        {
            if (approved.Contents.Count == 0)
            {
                conversation.Produced.Add(approved);
            }

            approved.Contents.Add(call);
            approved.Contents.Add(outcome.ToContent(call.CallId));
        }

        if (conversation.AwaitsApproval)
        {
            return new ChatResponse(conversation.Produced) { FinishReason = ChatFinishReason.ToolCalls, ConversationId = conversation.ConversationId };
        }

        UsageDetails? usage = null;
        while (true)
        {
            var turn = await conversation.NextTurnAsync(cancellationToken).ConfigureAwait(false);
            var response = await base.GetResponseAsync(conversation.History, conversation.Options, cancellationToken).ConfigureAwait(false);
            if (response.Usage is { } more)
            {
                (usage ??= new()).Add(more);
            }

            var shown = new Dictionary<McpServerToolCallContent, ChatMessage>(ReferenceEqualityComparer.Instance);
            foreach (var message in response.Messages)
            {
                var first = turn.Calls.Count;
                var visible = CallersView.Of(message, turn);
                conversation.Produced.Add(visible);
                foreach (var asked in turn.Calls.Skip(first))
                {
                    shown.Add(asked.Call, visible);
                }
            }

            List<AIContent> results = [];
            await foreach (var (call, outcome) in _executor.RunAsync(turn, results, cancellationToken).ConfigureAwait(false))
            {
                shown[call].Contents.Add(outcome.ToContent(call.CallId));
            }

            if (!turn.GoesOn)
            {
                return CallersView.Of(response, conversation.Produced, usage);
            }

            conversation.Add(response.Messages, new ChatMessage(ChatRole.Tool, results), response.ConversationId);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        Conversation conversation, List<ChatMessage> history, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await conversation.StartAsync(history, cancellationToken).ConfigureAwait(false);
        var approvedMessageId = NewMessageId();
        await foreach (var (call, outcome) in _executor.RunApprovedAsync(conversation, cancellationToken).ConfigureAwait(false))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [call, outcome.ToContent(call.CallId)]) { MessageId = approvedMessageId };
        }

        if (conversation.AwaitsApproval)
        {
            yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.ToolCalls, ConversationId = conversation.ConversationId };
            yield break;
        }

        while (true)
        {
            var turn = await conversation.NextTurnAsync(cancellationToken).ConfigureAwait(false);
            List<ChatResponseUpdate> updates = [];
            await foreach (var update in base.GetStreamingResponseAsync(conversation.History, conversation.Options, cancellationToken).ConfigureAwait(false))
            {
                updates.Add(update);
                yield return CallersView.Of(update, turn);
            }

            // Nothing runs before the model's turn is complete: a stream that breaks off must not leave half of its calls behind.
            List<AIContent> results = [];
            await foreach (var (call, outcome) in _executor.RunAsync(turn, results, cancellationToken).ConfigureAwait(false))
            {
                yield return CallersView.OfResult(call, outcome, updates);
            }

            if (!turn.GoesOn)
            {
                yield break;
            }

            var response = updates.ToChatResponse();
            conversation.Add(response.Messages, new ChatMessage(ChatRole.Tool, results), response.ConversationId);
        }
    }

    /// <summary>An exception can be shared by requests that wait for one connection: each throws its own, with its own messages.</summary>
    private static McpToolsException WithMessages(McpToolsException exception, IList<ChatMessage> messages) =>
        new(exception.Kind, exception.Message, exception) { ServerName = exception.ServerName, ToolName = exception.ToolName, Messages = [.. messages] };

    private static string NewMessageId() => $"msg_{Guid.NewGuid():N}";
}
