using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Mcp;

/// <summary>A model in the process: it calls the one tool that it is offered, and then answers.</summary>
internal sealed class ScriptedModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var last = messages.Last();
        AIContent content = last.Role == ChatRole.Tool
            ? new TextContent("Five.")
            : new FunctionCallContent(
                "call_1", options!.Tools![0].Name, new Dictionary<string, object?> { ["a"] = 2, ["b"] = 3 });
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
