using System.Collections.Concurrent;
using System.Text.Json;
using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>
/// The Hub with one model at three providers, on real sockets. They write the bill themselves, by who is named in the
/// prompt: what a limit promises is checked against that, and not against what the library counts.
/// </summary>
internal sealed class BilledProviders : IAsyncDisposable
{
    public const string Model = "org/model";

    /// <summary>
    /// In US dollars for a million tokens; the second provider asks ten times as much, and the third one nothing.
    /// </summary>
    public const int Price = 10;

    private readonly FaultServer _hub = FaultServer.Start(async (connection, _) =>
    {
        var request = await connection.ReadRequestAsync();
        await connection.RespondAsync(
            200, request?.Line.Contains("/api/models/", StringComparison.Ordinal) is true ? Mapping : Listed);
    });

    private readonly FaultServer[] _servers;
    private readonly ConcurrentDictionary<string, long> _bill = new(StringComparer.Ordinal);
    private int _served;

    /// <param name="fault">What becomes of the request with a number instead of an answer; false for nothing.</param>
    public BilledProviders(Func<FaultConnection, int, Task<bool>>? fault = null) =>
        _servers = [
            .. Enumerable.Range(0, 3)
            .Select(
                i => FaultServer.Start((connection, _) => ServeAsync(connection, i == 0 ? Price : Price * 10, fault)))];

    private const string Mapping =
        """{"id":"org/model","inferenceProviderMapping":{"one":"""
            + """{"status":"live","providerId":"model","task":"conversational"},"two":"""
            + """{"status":"live","providerId":"model","task":"conversational"},"three":"""
            + """{"status":"live","providerId":"model","task":"conversational"}}}""";

    private static string Listed => $$"""
        {"object":"list","data":[{"id":"org/model","providers":[
          {"provider":"one","status":"live","context_length":1000,"pricing":{"input":{{Price}},"output":{{Price}} } },
          {"provider":"two","status":"live","context_length":1000,"pricing":{"input":{{Price * 10}},"output":{{Price * 10}} } },
          {"provider":"three","status":"live","context_length":1000}]}]}
        """;

    /// <summary>How often each provider was asked.</summary>
    public (int One, int Two, int Three) Asked =>
        (_servers[0].Requests.Count, _servers[1].Requests.Count, _servers[2].Requests.Count);

    /// <summary>What the providers ask for in all, in US dollars.</summary>
    public decimal Total => _bill.Values.Sum() / 1_000_000m;

    /// <summary>What they ask for calls whose prompt begins with a name.</summary>
    public decimal Of(string name) =>
        _bill.Where(entry => entry.Key.StartsWith(name, StringComparison.Ordinal))
        .Sum(entry => entry.Value) / 1_000_000m;

    public InferenceRouter Router(Action<InferenceProvidersOptions>? configure = null)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            HubEndpoint = new Uri($"http://127.0.0.1:{_hub.Port}"),
            RouterEndpoint = new Uri($"http://127.0.0.1:{_hub.Port}"),
            Providers = [.. ((string[])["one", "two", "three"]).Select((name, i) =>
                new Provider(name, new Uri($"http://127.0.0.1:{_servers[i].Port}")) { Chat = ChatDialect.OpenAI })],
            ProviderKeys = { ["one"] = Canary.Token, ["two"] = Canary.Token, ["three"] = Canary.Token },
            Routing = { Policy = RoutePolicies.Listed },
            Timeouts = { Call = TimeSpan.FromSeconds(30), FirstToken = TimeSpan.FromSeconds(5) },
        };
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task ServeAsync(FaultConnection connection, int price, Func<FaultConnection, int, Task<bool>>? fault)
    {
        while (await connection.ReadRequestAsync() is { } request)
        {
            var number = Interlocked.Increment(ref _served);
            if (fault is not null && await fault(connection, number))
            {
                return;
            }

            // The prompt has at least as many bytes as this is tokens, and the answer may have ten.
            var (input, output) = (number % 20, number % 11);
            var messages = JsonDocument.Parse(request.Body).RootElement.GetProperty("messages");
            var who = messages[messages.GetArrayLength() - 1].GetProperty("content").ToString().Split(' ')[0];
            _bill.AddOrUpdate(
                who, (long)(input + output) * price, (_, before) => before + ((long)(input + output) * price));
            var usage =
                $$"""{"id":"c-1","object":"chat.completion.chunk","choices":[]"""
                + $$""","usage":{"prompt_tokens":{{input}},"completion_tokens":{{output}},"total_tokens":{{input + output}} } }""";
            await connection.RespondWithEventsAsync([.. Answers.Greeting[..^1], usage, Answers.Done]);
            return;
        }
    }
}
