namespace InferenceProviders.Benchmarks.Subjects;

/// <summary>The peer in the version that Microsoft.Extensions.AI.OpenAI works with.</summary>
internal sealed class OpenAISdk : ISubject
{
    public string Name { get; } = $"OpenAI {Peer.Version}";

    public Func<Task<int>> Chat(Uri address) =>
        Peer.Chat(Below(address), Conversation.Model, Conversation.Key, Conversation.Prompt);

    public Func<Action?, Task<int>> Stream(Uri address) =>
        Peer.Stream(Below(address), Conversation.Model, Conversation.Key, Conversation.Prompt);

    public Func<Task<int>> Respond(Uri address) =>
        Peer.Respond(Below(address), Conversation.Model, Conversation.Key, Conversation.Prompt);

    public Func<Task<int>> StreamResponse(Uri address) =>
        Peer.StreamResponse(Below(address), Conversation.Model, Conversation.Key, Conversation.Prompt);

    public Func<Task<int>> Embed(Uri address, string[] texts) =>
        Peer.Embed(
            Below(address), Conversation.Model, Conversation.Key, texts, static vector =>
                Conversation.Sum(vector.Span));

    public Func<Task<int>> History(HttpMessageHandler handler, int messages) =>
        Peer.History(handler, Conversation.Model, Conversation.Key, Conversation.Messages(messages));

    public void Dispose()
    {
        // The SDK's clients share connections that they never give back.
    }

    private static Uri Below(Uri address) => new($"{address}/v1");
}
