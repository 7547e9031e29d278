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
/// <para>Thread-safe. Connections are kept between requests until it is disposed; prefer <see cref="DisposeAsync"/>, which waits until servers have been told.</para>
/// </remarks>
public sealed class McpToolsChatClient : DelegatingChatClient, IAsyncDisposable
{
    private readonly McpToolsOptions _options;
    private readonly SessionPool _pool;
    private readonly ToolCallRunner _runner;
    private readonly ApprovalLedger _ledger = new();
    private bool _disposed;

    internal McpToolsChatClient(IChatClient innerClient, McpToolsOptions? options)
        : base(innerClient)
    {
        _options = OptionsValidator.Check(options ?? new());
        var logger = _options.LoggerFactory?.CreateLogger<McpToolsChatClient>() ?? (ILogger)NullLogger.Instance;
        _pool = new SessionPool(_options, logger);
        _runner = new ToolCallRunner(_pool, _options, logger);
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
        await foreach (var pair in RunApprovedAsync(conversation, cancellationToken).ConfigureAwait(false))
        {
            Collect(conversation.Produced, pair);
        }

        if (conversation.AwaitsApproval)
        {
            return new ChatResponse(conversation.Produced) { FinishReason = ChatFinishReason.ToolCalls, ConversationId = conversation.Options?.ConversationId };
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
                var visible = Show(message, turn);
                conversation.Produced.Add(visible);
                foreach (var asked in turn.Calls.Skip(first))
                {
                    shown.Add(asked.Call, visible);
                }
            }

            List<AIContent> results = [];
            await foreach (var (call, outcome) in RunAsync(conversation, turn, results, cancellationToken).ConfigureAwait(false))
            {
                shown[call].Contents.Add(outcome.ToContent(call.CallId));
            }

            if (turn.WaitsForCaller || results.Count == 0)
            {
                return Copy(response, conversation.Produced, usage);
            }

            conversation.Add(response.Messages, new ChatMessage(ChatRole.Tool, results), response.ConversationId);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        Conversation conversation, List<ChatMessage> history, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await conversation.StartAsync(history, cancellationToken).ConfigureAwait(false);
        var approvedMessageId = NewMessageId();
        await foreach (var (call, outcome) in RunApprovedAsync(conversation, cancellationToken).ConfigureAwait(false))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [call, outcome.ToContent(call.CallId)]) { MessageId = approvedMessageId };
        }

        if (conversation.AwaitsApproval)
        {
            yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.ToolCalls };
            yield break;
        }

        while (true)
        {
            var turn = await conversation.NextTurnAsync(cancellationToken).ConfigureAwait(false);
            List<ChatResponseUpdate> updates = [];
            await foreach (var update in base.GetStreamingResponseAsync(conversation.History, conversation.Options, cancellationToken).ConfigureAwait(false))
            {
                updates.Add(update);
                yield return Show(update, turn);
            }

            // Nothing runs before the model's turn is complete: a stream that breaks off must not leave half of its calls behind.
            List<AIContent> results = [];
            await foreach (var (call, outcome) in RunAsync(conversation, turn, results, cancellationToken).ConfigureAwait(false))
            {
                yield return ResultUpdate(updates, outcome.ToContent(call.CallId));
            }

            if (turn.WaitsForCaller || results.Count == 0)
            {
                yield break;
            }

            var response = updates.ToChatResponse();
            conversation.Add(response.Messages, new ChatMessage(ChatRole.Tool, results), response.ConversationId);
        }
    }

    /// <summary>Runs what the user approved since the last request, and completes the history with the results.</summary>
    private async IAsyncEnumerable<(McpServerToolCallContent Call, ToolOutcome Outcome)> RunApprovedAsync(
        Conversation conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var past in conversation.Approved.Where(static approved => approved.IsPast))
        {
            var outcome = await _ledger.RecallAsync(past.RequestId, past.Call.Name).ConfigureAwait(false);
            past.Slot.Result = ModelResult.From(outcome.Outputs, _options.MediaTypesForModel);
        }

        var approvals = conversation.Approved.Where(static approved => !approved.IsPast).Select(approved => (Approved: approved, Server: conversation.ServerOf(approved.Call))).ToList();
        var batch = new CallBatch(_options.MaxParallelCalls, cancellationToken);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var (approved, server) in approvals)
            {
                batch.Add(approved.Call, stop => _ledger.RunOnceAsync(approved.RequestId, approved.Call.Name, () => RunAsync(server, approved.Call, stop)));
            }

            McpToolsException? failure = null;
            for (var index = 0; index < approvals.Count; index++)
            {
                var outcome = await batch.Calls[index].Outcome.ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                approvals[index].Approved.Slot.Result = ModelResult.From(outcome.Outputs, _options.MediaTypesForModel);
                failure ??= outcome.Failure;
                yield return (approvals[index].Approved.Call, outcome);
            }

            ThrowIfChosen(failure);
        }
    }

    /// <summary>Runs the calls of a turn, and collects the results for the model.</summary>
    private async IAsyncEnumerable<(McpServerToolCallContent Call, ToolOutcome Outcome)> RunAsync(
        Conversation conversation, ModelTurn turn, List<AIContent> results, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new CallBatch(_options.MaxParallelCalls, cancellationToken);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var asked in turn.Calls)
            {
                batch.Add(asked.Call, stop => asked.Refusal is { } refusal ? Task.FromResult(refusal) : RunAsync(asked.Tool!.Server, asked.Call, stop));
            }

            McpToolsException? failure = null;
            for (var index = 0; index < turn.Calls.Count; index++)
            {
                var outcome = await batch.Calls[index].Outcome.ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                results.Add(new FunctionResultContent(turn.Calls[index].Function.CallId, ModelResult.From(outcome.Outputs, _options.MediaTypesForModel)));
                failure ??= outcome.Failure;
                yield return (turn.Calls[index].Call, outcome);
            }

            ThrowIfChosen(failure);
        }
    }

    /// <summary>The last gate in front of a server: whatever a history or a model says, a tool that is not allowed does not run.</summary>
    private Task<ToolOutcome> RunAsync(McpServer server, McpServerToolCallContent call, CancellationToken cancellationToken) => server.Allows(call.Name)
        ? _runner.RunAsync(server, call, cancellationToken)
        : Task.FromResult(ToolOutcome.Refused(McpErrorKind.NotAllowed, $"The tool '{call.Name}' may not be used. It was not run."));

    private void ThrowIfChosen(McpToolsException? failure)
    {
        if (failure is not null && _options.OnServerFailure == McpFailureBehavior.Throw)
        {
            throw failure;
        }
    }

    private static void Collect(List<ChatMessage> produced, (McpServerToolCallContent Call, ToolOutcome Outcome) pair)
    {
        if (produced.Count == 0)
        {
            produced.Add(new ChatMessage { Role = ChatRole.Assistant, MessageId = NewMessageId() });
        }

        produced[0].Contents.Add(pair.Call);
        produced[0].Contents.Add(pair.Outcome.ToContent(pair.Call.CallId));
    }

    private static ChatMessage Show(ChatMessage message, ModelTurn turn)
    {
        var contents = turn.Read(message.Contents);
        if (ReferenceEquals(contents, message.Contents))
        {
            return message;
        }

        var visible = message.Clone();
        visible.Contents = contents;
        return visible;
    }

    private static ChatResponseUpdate Show(ChatResponseUpdate update, ModelTurn turn)
    {
        var contents = turn.Read(update.Contents);
        if (ReferenceEquals(contents, update.Contents))
        {
            return update;
        }

        var visible = update.Clone();
        visible.Contents = contents;
        return visible;
    }

    /// <summary>An update that belongs to the message in which the model made the call.</summary>
    private static ChatResponseUpdate ResultUpdate(List<ChatResponseUpdate> updates, McpServerToolResultContent result)
    {
        var last = updates.FindLast(static update => update.MessageId is not null) ?? updates[^1];
        return new ChatResponseUpdate(ChatRole.Assistant, [result])
        {
            MessageId = last.MessageId,
            ResponseId = last.ResponseId,
            ConversationId = last.ConversationId,
            ModelId = last.ModelId,
            CreatedAt = last.CreatedAt,
        };
    }

    /// <summary>The last response, with everything that the request produced. The inner client's object is left as it is.</summary>
    private static ChatResponse Copy(ChatResponse response, List<ChatMessage> messages, UsageDetails? usage) => new(messages)
    {
        ResponseId = response.ResponseId,
        ConversationId = response.ConversationId,
        ModelId = response.ModelId,
        CreatedAt = response.CreatedAt,
        FinishReason = response.FinishReason,
        Usage = usage,
        ContinuationToken = response.ContinuationToken,
        RawRepresentation = response.RawRepresentation,
        AdditionalProperties = response.AdditionalProperties,
    };

    /// <summary>An exception can be shared by requests that wait for one connection: each throws its own, with its own messages.</summary>
    private static McpToolsException WithMessages(McpToolsException exception, IList<ChatMessage> messages) =>
        new(exception.Kind, exception.Message, exception) { ServerName = exception.ServerName, ToolName = exception.ToolName, Messages = [.. messages] };

    private static string NewMessageId() => $"msg_{Guid.NewGuid():N}";
}
