using System.Text;

namespace InferenceProviders.Tests.Support;

/// <summary>
/// The Hub and one provider on a scripted server. The provider is called directly, with a key of its own, at
/// <c>/provider</c>; results are below <c>/files</c>.
/// </summary>
internal sealed class MediaServer : IAsyncDisposable
{
    public const string Key = "provider_key_0123456789";
    public const string Model = "org/model";

    private readonly string _mapping;
    private readonly Func<ReceivedRequest, int, Reply> _answer;
    private int _asked;

    private MediaServer(string mapping, Func<ReceivedRequest, int, Reply> answer)
    {
        _mapping = mapping;
        _answer = answer;
        Server = ScriptedServer.Start(Answer);
    }

    public ScriptedServer Server { get; }

    /// <summary>What was asked of the provider and its file store, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Asked =>
        [.. Server.Requests.Where(request => !request.Target.StartsWith("/api/models/", StringComparison.Ordinal))];

    /// <summary>The same as <c>GET /path</c>.</summary>
    public IReadOnlyList<string> Lines => [.. Asked.Select(request => $"{request.Method} {request.Target}")];

    /// <summary>A provider that serves the model for a task, and answers the n-th request (from 0) as told.</summary>
    public static MediaServer Start(
        string provider, string task, Func<ReceivedRequest, int, Reply> answer, string providerId = "model-id",
        string more = "") =>
        new(
            $$$"""{"inferenceProviderMapping":{"{{{provider}}}":{"status":"live","providerId":"{{{providerId}}}","""
            + $$$""" "task":"{{{task}}}"{{{more}}} } } }""",
            answer);

    /// <summary>The same with answers in order; the last one answers everything after.</summary>
    public static MediaServer Start(string provider, string task, params Reply[] replies) =>
        Start(provider, task, (_, index) => replies[Math.Min(index, replies.Length - 1)]);

    public InferenceRouter Router(string provider, Action<InferenceProvidersOptions>? configure = null)
    {
        var options = Server.Options();
        options.HttpMessageHandler = null;
        options.AllowLoopbackDownloads = true;
        options.ProviderKeys[provider] = Key;
        options.ProviderEndpoints[provider] = new Uri(Server.Address, "/provider");
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
