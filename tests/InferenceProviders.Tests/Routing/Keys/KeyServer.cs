using System.Collections.Concurrent;
using System.Text;

namespace InferenceProviders.Tests.Routing.Keys;

/// <summary>
/// The Hub and two providers, groq and together, on real sockets. What a provider answers depends on the key that came,
/// and on how often it came before.
/// </summary>
internal sealed class KeyServer : IAsyncDisposable
{
    public const string Model = "org/model";

    private const string Mapping =
        """
        {"inferenceProviderMapping":{
          "groq":{"status":"live","providerId":"model-id","task":"conversational"},
          "together":{"status":"live","providerId":"model-id","task":"conversational"}}}
        """;

    private readonly Dictionary<string, Func<int, Reply>> _answers = [];
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public KeyServer() => Server = ScriptedServer.Start(Answer);

    public static Reply Fine { get; } = Reply.Json(
        """{"id":"1","model":"model-id","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."}"""
        + ""","finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}""");

    public static Reply Empty { get; } = Reply.Json("""{"error":{"message":"Insufficient credits."}}""", 402);

    public static Reply Refused { get; } = Reply.Json("""{"error":{"message":"Invalid API key."}}""", 401);

    public ScriptedServer Server { get; }

    public ManualTime Clock { get; } = new();

    /// <summary>The keys that came, in order.</summary>
    public IReadOnlyList<string> Asked =>
        [.. Server.Requests.Where(IsCall).Select(request => request.Header("Authorization")!["Bearer ".Length..])];

    public static Reply Busy(int? seconds = null) => Reply.Json(
        """{"error":{"message":"Rate limit reached.","code":"rate_limit_exceeded"}}""", 429,
        seconds is { } wait ? [$"Retry-After: {wait}"] : []);

    /// <summary>What a key's n-th request (from 0) gets; otherwise it gets an answer.</summary>
    public KeyServer On(string key, Func<int, Reply> answer)
    {
        _answers[key] = answer;
        return this;
    }

    public KeyServer On(string key, Reply always) => On(key, _ => always);

    public InferenceRouter Router(Action<InferenceProvidersOptions>? configure = null)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            RouterEndpoint = Server.Address,
            HubEndpoint = Server.Address,
            HttpMessageHandler = Server.Handler(),
            ProviderEndpoints = { ["groq"] = new(Server.Address, "/groq"),
                ["together"] = new(Server.Address, "/together") },
            TimeProvider = Clock,
            Chance = () => 0,
            Routing = { PreferredProviders = ["groq", "together"] },
        };
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static bool IsCall(ReceivedRequest request) => request.Method == "POST";

    private Reply Answer(ReceivedRequest request)
    {
        if (!IsCall(request))
        {
            return request.Target.StartsWith("/api/models/", StringComparison.Ordinal)
                ? Reply.Whole(Encoding.UTF8.GetBytes(Mapping))
                : Reply.Json("""{"object":"list","data":[]}""");
        }

        var key = request.Header("Authorization")!["Bearer ".Length..];
        var count = _counts.AddOrUpdate(key, 0, (_, before) => before + 1);
        return _answers.TryGetValue(key, out var answer) ? answer(count) : Fine;
    }
}
