using System.Diagnostics;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// What a chain of models, a list of keys and three levels of spend limits add to a call that succeeds at once.
/// Requests go nowhere.
/// </summary>
internal sealed class RoutedCallMetric : IMetric
{
    /// <summary>Few, and many rounds of them: what else the machine does can only make a round slower.</summary>
    private const int Calls = 200;

    private const int Rounds = 300;
    private const int WarmUp = 100;

    public string Name => "routed";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var hub = contest.Server.For("hub");
        var application = new SpendLimit(1_000_000);
        using var plain = Router(hub, static _ => { });
        using var full = Router(hub, options =>
        {
            options.ProviderKeys[HubAnswers.First] = [new("a", "key-a"), new("b", "key-b"), new("c", "key-c")];
            options.SpendLimit = new SpendLimit(1_000_000)
            {
                Parent = new SpendLimit(1_000_000) { Parent = application },
            };
        });
        var without = plain.AsIChatClient(HubAnswers.Model);
        var with = full.AsIChatClient([HubAnswers.Model, HubAnswers.Model + "-2", HubAnswers.Model + "-3"]);
        var report = (await with.GetResponseAsync(Conversation.Prompt, new() { MaxOutputTokens = 10 }))
            .GetRoutingReport()!;
        if (report.KeyName is null || application.Spent == 0)
        {
            throw new InvalidOperationException($"The call did not take what it is measured for: {report}.");
        }

        var (least, most) = (new double[Rounds], new double[Rounds]);
        for (var round = -WarmUp; round < least.Length; round++)
        {
            var one = await TimeAsync(without);
            var other = await TimeAsync(with);
            if (round >= 0)
            {
                (least[round], most[round]) = (one, other);
            }
        }

        var added = most.Min() - least.Min();
        yield return Contest.Figure(
            "call with chain, three keys, three levels of limits, µs added", added, null, "<= 10 µs", added <= 10);
    }

    /// <summary>In µs a call.</summary>
    private static async Task<double> TimeAsync(IChatClient chat)
    {
        var options = new ChatOptions { MaxOutputTokens = 10 };
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Calls; i++)
        {
            await chat.GetResponseAsync(Conversation.Prompt, options);
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Calls;
    }

    /// <summary>A router whose requests for answers go nowhere.</summary>
    public static InferenceRouter Router(Uri hub, Action<InferenceProvidersOptions> configure)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Token = Conversation.Key,
            RouterEndpoint = hub,
            HubEndpoint = hub,
            Routing = { Policy = RoutePolicies.Cheapest },
            HttpMessageHandler = new HubOnly(),
        };
        configure(options);
        return new InferenceRouter(options);
    }

    /// <summary>Questions to the Hub reach it; requests for answers go nowhere.</summary>
    private sealed class HubOnly : DelegatingHandler
    {
        private readonly HttpMessageInvoker _nowhere = new(new NullHandler());

        public HubOnly()
            : base(new SocketsHttpHandler())
        {
        }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Method == HttpMethod.Post
                ? _nowhere.SendAsync(request, cancellationToken)
                : base.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _nowhere.Dispose();
            base.Dispose(disposing);
        }
    }
}
