using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Subjects;

/// <summary>
/// This library, as its users have it: through <see cref="IChatClient"/> and <see cref="IEmbeddingGenerator"/>, with
/// everything switched on that is on by default.
/// </summary>
internal sealed class Ours : ISubject
{
    private readonly List<InferenceRouter> _routers = [];

    public string Name => "ours";

    public Func<Task<int>> Chat(Uri address)
    {
        var chat = Client(new() { RouterEndpoint = address });
        return async () => (await chat.GetResponseAsync(Conversation.Prompt)).Text.Length;
    }

    /// <summary>The same through a handler of the caller's.</summary>
    public Func<Task<int>> Chat(Uri address, HttpMessageHandler handler)
    {
        var chat = Client(new() { RouterEndpoint = address, HttpMessageHandler = handler });
        return async () => (await chat.GetResponseAsync(Conversation.Prompt)).Text.Length;
    }

    public Func<Action?, Task<int>> Stream(Uri address)
    {
        var chat = Client(new() { RouterEndpoint = address });
        return first => ReadAsync(chat, first);
    }

    public Func<Task<int>> Respond(Uri address)
    {
        var chat = Responses(address);
        return async () => (await chat.GetResponseAsync(Conversation.Prompt)).Text.Length;
    }

    public Func<Task<int>> StreamResponse(Uri address)
    {
        var chat = Responses(address);
        return () => ReadAsync(chat, null);
    }

    public Func<Task<int>> Embed(Uri address, string[] texts)
    {
        // A provider that is asked for base64 and takes all texts in one request, as the peer's does.
        var embeddings = Router(
            new() { ProviderKeys = { ["openai"] = Conversation.Key }, ProviderEndpoints = { ["openai"] = address } })
            .AsIEmbeddingGenerator("text-embedding-3-small", provider: "openai");
        return async () =>
        {
            var sum = 0;
            foreach (var embedding in await embeddings.GenerateAsync(texts))
            {
                sum += Conversation.Sum(embedding.Vector.Span);
            }

            return sum;
        };
    }

    public Func<Task<int>> History(HttpMessageHandler handler, int messages)
    {
        var chat = Client(new() { HttpMessageHandler = handler });
        List<ChatMessage> history = [
            .. Conversation.Messages(messages)
            .Select(message => new ChatMessage(message.IsUser ? ChatRole.User : ChatRole.Assistant, message.Text))];
        return async () => (await chat.GetResponseAsync(history)).Text.Length;
    }

    public void Dispose() => _routers.ForEach(router => router.Dispose());

    public static async Task<int> ReadAsync(IChatClient chat, Action? first)
    {
        var length = 0;
        await foreach (var update in chat.GetStreamingResponseAsync(Conversation.Prompt))
        {
            // Not foreach: over an IList it allocates an enumerator for each chunk.
            for (var i = 0; i < update.Contents.Count; i++)
            {
                var content = update.Contents[i];
                if (content is TextContent text)
                {
                    if (length == 0)
                    {
                        first?.Invoke();
                    }

                    length += text.Text.Length;
                }
                else if (content is FunctionCallContent call)
                {
                    length += call.Arguments!["a"]!.ToString()!.Length;
                }
            }
        }

        return length;
    }

    private IChatClient Client(InferenceProvidersOptions options)
    {
        options.Token = Conversation.Key;
        return Router(options).AsIChatClient(Conversation.Model);
    }

    private IChatClient Responses(Uri address) => Router(new() { RouterEndpoint = address, Token = Conversation.Key })
        .AsIChatClient(Conversation.Model, ChatProtocol.Responses);

    private InferenceRouter Router(InferenceProvidersOptions options)
    {
        options.UseEnvironment = false;
        var router = new InferenceRouter(options);
        _routers.Add(router);
        return router;
    }
}
