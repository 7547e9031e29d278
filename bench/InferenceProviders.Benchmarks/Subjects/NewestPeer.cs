using System.Reflection;
using System.Runtime.Loader;

namespace InferenceProviders.Benchmarks.Subjects;

/// <summary>
/// The peer in its newest version, loaded beside the older one. It is called through delegates of the framework's
/// types, so that nothing is lost on the way.
/// </summary>
internal sealed class NewestPeer : ISubject
{
    private readonly Type _peer;

    private NewestPeer(Type peer)
    {
        _peer = peer;
        Name = $"OpenAI {peer.GetProperty(nameof(Peer.Version))!.GetValue(null)}";
    }

    public string Name { get; }

    public static NewestPeer Load()
    {
        var path = Path.Combine(
            AppContext.BaseDirectory, "newest-peer", "InferenceProviders.Benchmarks.NewestPeer.dll");
        return new NewestPeer(
            new Context(path).LoadFromAssemblyPath(path).GetType(typeof(Peer).FullName!, throwOnError: true)!);
    }

    public Func<Task<int>> Chat(Uri address) =>
        Make<Func<Task<int>>>(
            nameof(Peer.Chat), Below(address), Conversation.Model, Conversation.Key, Conversation.Prompt);

    public Func<Action?, Task<int>> Stream(Uri address) =>
        Make<Func<Action?, Task<int>>>(
            nameof(Peer.Stream), Below(address), Conversation.Model, Conversation.Key, Conversation.Prompt);

    public Func<Task<int>> Respond(Uri address) =>
        Make<Func<Task<int>>>(
            nameof(Peer.Respond), Below(address), Conversation.Model, Conversation.Key, Conversation.Prompt);

    public Func<Task<int>> StreamResponse(Uri address) =>
        Make<Func<Task<int>>>(
            nameof(Peer.StreamResponse), Below(address), Conversation.Model, Conversation.Key, Conversation.Prompt);

    public Func<Task<int>> Embed(Uri address, string[] texts) => Make<Func<Task<int>>>(
        nameof(Peer.Embed), Below(address), Conversation.Model, Conversation.Key, texts,
        (Func<ReadOnlyMemory<float>, int>)(static vector => Conversation.Sum(vector.Span)));

    public Func<Task<int>> History(HttpMessageHandler handler, int messages) =>
        Make<Func<Task<int>>>(
            nameof(Peer.History), handler, Conversation.Model, Conversation.Key, Conversation.Messages(messages));

    public void Dispose()
    {
        // As the older one: its connections are never given back.
    }

    private static Uri Below(Uri address) => new($"{address}/v1");

    private T Make<T>(string method, params object[] arguments) => (T)_peer.GetMethod(method)!.Invoke(null, arguments)!;

    private sealed class Context(string path) : AssemblyLoadContext("newest peer")
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName name) =>
            _resolver.ResolveAssemblyToPath(name) is { } found ? LoadFromAssemblyPath(found) : null;
    }
}
