using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>
/// A model that says what the test has written down, turn after turn, and refuses histories that strict providers
/// refuse: a tool call without its result right behind it, a result without a call, contents and tools that no chat
/// completion knows.
/// </summary>
internal sealed class ScriptedModel(params Func<ModelRequest, ChatMessage>[] turns) : IChatClient
{
    private readonly ConcurrentQueue<ModelRequest> _requests = new();
    private readonly ConcurrentQueue<Func<ModelRequest, ChatMessage>> _turns = new(turns);

    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    public ModelRequest LastRequest => Requests[^1];

    /// <summary>Says the same in every turn that has no script of its own.</summary>
    public Func<ModelRequest, ChatMessage>? Otherwise { get; init; }

    public UsageDetails? UsagePerTurn { get; init; }

    /// <summary>The service keeps the conversation, and gives it this id.</summary>
    public string? ConversationId { get; init; }

    public bool IsDisposed { get; private set; }

    public static Func<ModelRequest, ChatMessage> Says(string text) => _ => new ChatMessage(ChatRole.Assistant, text);

    public static Func<ModelRequest, ChatMessage> Asks(params FunctionCallContent[] calls) =>
        _ => new ChatMessage(ChatRole.Assistant, [.. calls]);

    public static FunctionCallContent Call(string name, params (string Name, object? Value)[] arguments) =>
        CallWithId($"call_{Guid.NewGuid():N}", name, arguments);

    public static FunctionCallContent CallWithId(
        string id, string name, params (string Name, object? Value)[] arguments) =>
        new(id, name, arguments.ToDictionary(static pair => pair.Name, static pair => pair.Value));

    public void Then(params Func<ModelRequest, ChatMessage>[] more)
    {
        foreach (var turn in more)
        {
            _turns.Enqueue(turn);
        }
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var message = Answer(messages, options);
        message.MessageId = $"m{_requests.Count}";
        return Task.FromResult(new ChatResponse(message)
        {
            ResponseId = $"r{_requests.Count}",
            ModelId = "scripted",
            ConversationId = ConversationId,
            FinishReason = Finish(message),
            Usage = UsagePerTurn,
        });
    }

    /// <summary>
    /// Streams one content after the other, text in pieces, and the end in an update of its own, without a message id,
    /// as real clients do.
    /// </summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var message = Answer(messages, options);
        var number = _requests.Count;
        foreach (var content in message.Contents)
        {
            IEnumerable<AIContent> pieces = content is TextContent { Text: { Length: > 1 } text }
                ? [new TextContent(text[..1]), new TextContent(text[1..])]
                : [content];
            foreach (var piece in pieces)
            {
                await Task.Yield();
                yield return new ChatResponseUpdate(ChatRole.Assistant, [piece])
                {
                    MessageId = $"m{number}", ResponseId = $"r{number}", ModelId = "scripted",
                        ConversationId = ConversationId,
                };
            }
        }

        yield return new ChatResponseUpdate
        {
            ResponseId = $"r{number}", ModelId = "scripted", FinishReason = Finish(message),
                Contents = UsagePerTurn is { } usage ? [new UsageContent(usage)] : [],
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => IsDisposed = true;

    private ChatMessage Answer(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var request = new ModelRequest([.. messages.Select(static message => message.Clone())], options?.Clone());
        _requests.Enqueue(request);
        if (ConversationId is null || options?.ConversationId is null)
        {
            request.CheckIsWellFormed();
        }

        var turn = _turns.TryDequeue(out var scripted)
            ? scripted
            : Otherwise
            ?? throw new InvalidOperationException("The model was asked once more than the test has written down.");
        return turn(request);
    }

    private static ChatFinishReason Finish(ChatMessage message) =>
        message.Contents.Any(static content => content is FunctionCallContent)
            ? ChatFinishReason.ToolCalls
            : ChatFinishReason.Stop;
}
