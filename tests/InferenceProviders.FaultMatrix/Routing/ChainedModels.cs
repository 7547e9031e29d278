using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>
/// The Hub with two models, each at a provider of its own, and a server of one's own, on real sockets. What becomes of
/// requests for the first model is the scenario's; the others always answer.
/// </summary>
internal sealed class ChainedModels : IAsyncDisposable
{
    public const string First = "org/large";
    public const string Second = "org/small";

    /// <summary>In US dollars for a million tokens of the first model; the second one costs a tenth.</summary>
    public const int Price = 10;

    private readonly FaultServer _hub = FaultServer.Start(async (connection, _) =>
    {
        var request = await connection.ReadRequestAsync();
        await connection.RespondAsync(
            200, request?.Line.Contains("/api/models/org/large", StringComparison.Ordinal) is true
                ? Mapping(First, "one")
            : request?.Line.Contains("/api/models/org/small", StringComparison.Ordinal) is true ? Mapping(Second, "two")
            : $$"""{"object":"list","data":"""
                + $$"""[{{Listed(First, "one", context: 1000, Price)}},{{Listed(Second, "two", context: 100_000, Price / 10.0)}}]}""");
    });

    private readonly FaultServer _first;
    private readonly FaultServer _second = FaultServer.Start(AnswerAsync);
    private readonly FaultServer _own = FaultServer.Start(AnswerAsync);

    public ChainedModels(Func<FaultConnection, Task> first) => _first = FaultServer.Start(async (connection, _) =>
    {
        if (await connection.ReadRequestAsync() is not null)
        {
            await first(connection);
        }
    });

    /// <summary>The server of one's own.</summary>
    public string Own => _own.Address.AbsoluteUri;

    /// <summary>Where nobody listens.</summary>
    public string Nobody { get; } = NobodyAt();

    public (int First, int Second, int Own) Asked =>
        (_first.Requests.Count, _second.Requests.Count, _own.Requests.Count);

    public InferenceRouter Router(Action<InferenceProvidersOptions>? configure = null)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            HubEndpoint = new Uri($"http://127.0.0.1:{_hub.Port}"),
            RouterEndpoint = new Uri($"http://127.0.0.1:{_hub.Port}"),
            Providers =
            [
                new Provider("one", new Uri($"http://127.0.0.1:{_first.Port}")) { Chat = ChatDialect.OpenAI },
                new Provider("two", new Uri($"http://127.0.0.1:{_second.Port}")) { Chat = ChatDialect.OpenAI },
            ],
            ProviderKeys = { ["one"] = Canary.Token, ["two"] = Canary.Token },
            Routing = { Policy = RoutePolicies.Listed },
            Timeouts = { Call = TimeSpan.FromSeconds(30), FirstToken = TimeSpan.FromSeconds(1) },
        };
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _own.DisposeAsync();
    }

    private static async Task AnswerAsync(FaultConnection connection, int index)
    {
        await connection.ReadRequestAsync();
        await connection.RespondWithEventsAsync(Answers.Greeting);
    }

    private static string NobodyAt()
    {
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}/v1";
        listener.Stop();
        return address;
    }

    private static string Mapping(string model, string provider) =>
        $$"""{"id":"{{model}}","inferenceProviderMapping":{"{{provider}}":{"status":"live","providerId":"model","task":"conversational"} } }""";

    private static string Listed(string model, string provider, int context, double price)
    {
        var amount = price.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $$"""
            {"id":"{{model}}","providers":[
              {"provider":"{{provider}}","status":"live","context_length":{{context}},"pricing":{"input":{{amount}},"output":{{amount}} } }]}
            """;
    }
}
