using System.Runtime.CompilerServices;

namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>
/// The part of Microsoft.Extensions.AI's FunctionInvokingChatClient that matters to clients inside it: it runs the function calls in a response that name
/// an <see cref="AIFunction"/> of the options, appends the response and the results to the history, and asks again.
/// </summary>
internal sealed class FunctionInvokingClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> history = [.. messages];
        List<ChatMessage> produced = [];
        while (true)
        {
            var response = await base.GetResponseAsync(history, options, cancellationToken);
            produced.AddRange(response.Messages);
            history.AddRange(response.Messages);
            if (await ResultsAsync(response, options, cancellationToken) is not { } results)
            {
                response.Messages = produced;
                return response;
            }

            produced.Add(results);
            history.Add(results);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> history = [.. messages];
        while (true)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (var update in base.GetStreamingResponseAsync(history, options, cancellationToken))
            {
                updates.Add(update);
                yield return update;
            }

            var response = updates.ToChatResponse();
            history.AddRange(response.Messages);
            if (await ResultsAsync(response, options, cancellationToken) is not { } results)
            {
                yield break;
            }

            history.Add(results);
            yield return new ChatResponseUpdate(ChatRole.Tool, results.Contents) { MessageId = Guid.NewGuid().ToString("N") };
        }
    }

    private static async Task<ChatMessage?> ResultsAsync(ChatResponse response, ChatOptions? options, CancellationToken cancellationToken)
    {
        List<AIContent> results = [];
        foreach (var call in response.All<FunctionCallContent>())
        {
            var function = (options?.Tools ?? []).OfType<AIFunction>().Single(function => function.Name == call.Name);
            results.Add(new FunctionResultContent(call.CallId, (await function.InvokeAsync(new(call.Arguments), cancellationToken))?.ToString()));
            call.InformationalOnly = true;
        }

        return results.Count == 0 ? null : new ChatMessage(ChatRole.Tool, results);
    }
}
