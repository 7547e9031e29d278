using System.Text;
using InferenceProviders.Tests.Support;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// The Hub and one provider on real sockets: the provider is called directly, with a key, at <c>/provider</c>; results
/// are below <c>/files</c>.
/// </summary>
internal sealed class FieldServer : IAsyncDisposable
{
    public const string Model = "org/model";
    public const string Key = "provider_key_0123456789";

    private readonly string _mapping;
    private readonly Func<ReceivedRequest, int, Reply> _answer;
    private int _asked;

    private FieldServer(string provider, string task, Func<ReceivedRequest, int, Reply> answer)
    {
        Provider = provider;
        _mapping =
            $$$"""{"inferenceProviderMapping":{"{{{provider}}}":{"status":"live","providerId":"model-id","task":"{{{task}}}"} } }""";
        _answer = answer;
        Server = ScriptedServer.Start(Answer);
    }

    public string Provider { get; }

    public ScriptedServer Server { get; }

    /// <summary>What was asked of the provider and its file store, in order, as <c>GET /path</c>.</summary>
    public IReadOnlyList<string> Lines => [.. Asked.Select(request => $"{request.Method} {request.Target}")];

    public IReadOnlyList<ReceivedRequest> Asked =>
        [.. Server.Requests.Where(request => !request.Target.StartsWith("/api/models/", StringComparison.Ordinal))];

    /// <summary>A provider that serves the model for a task, and answers the n-th request (from 0) as told.</summary>
    public static FieldServer Start(string provider, string task, Func<ReceivedRequest, int, Reply> answer) =>
        new(provider, task, answer);

    /// <summary>The same with answers in order; the last one answers everything after.</summary>
    public static FieldServer Start(string provider, string task, params Reply[] replies) =>
        new(provider, task, (_, index) => replies[Math.Min(index, replies.Length - 1)]);

    public InferenceProvidersOptions Options() => new()
    {
        UseEnvironment = false,
        Token = ScriptedServer.Token,
        RouterEndpoint = Server.Address,
        HubEndpoint = Server.Address,
        ProviderKeys = { [Provider] = Key },
        ProviderEndpoints = { [Provider] = new Uri(Server.Address, "/provider") },
        AllowLoopbackDownloads = true,
        TimeProvider = new HurriedTime(),
    };

    public InferenceRouter Router(Action<InferenceProvidersOptions>? configure = null)
    {
        var options = Options();
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    public string File(string name) => $"{Server.Address}files/{name}";

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Reply Answer(ReceivedRequest request) =>
        request.Target.StartsWith("/api/models/", StringComparison.Ordinal)
            ? Reply.Whole(Encoding.UTF8.GetBytes(_mapping))
            : _answer(request, Interlocked.Increment(ref _asked) - 1);
}
