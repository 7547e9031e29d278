using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// What rules cost a call: one with a chain of models, a list of keys and three levels of limits, beside one without. The decision is measured by
/// <see cref="RoutingMetric"/>.
/// </summary>
internal sealed class RulesMetric : IMetric
{
    public string Name => "rules";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = contest.Server.For("chat");
        using var plain = new InferenceRouter(Options(address, "key"));
        using var ruled = new InferenceRouter(Options(address, [new("a", "key-a"), new("b", "key-b"), new("c", "key-c")]));
        var without = plain.AsIChatClient(HubAnswers.Model);
        var with = ruled.AsIChatClient([HubAnswers.Model, "org/model-2"]);
        var brief = new ChatOptions { MaxOutputTokens = 200 };
        var user = new SpendLimit(1_000_000) { Name = "user", Period = SpendPeriod.Day(), Parent = new(1_000_000) { Name = "tenant", Period = SpendPeriod.Month(), Parent = new(1_000_000) } };
        var limited = brief.WithRouting(new() { SpendLimit = user });
        Func<Task<int>>[] operations =
        [
            async () => (await without.GetResponseAsync(Conversation.Prompt, brief)).Text.Length,
            async () => (await with.GetResponseAsync(Conversation.Prompt, limited)).Text.Length,
        ];
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(6));
        var times = await Measure.LatenciesAsync(operations, 4000);
        var added = Measure.Percentile(times[1], 50) - Measure.Percentile(times[0], 50);
        yield return Contest.Figure("chat with a chain, three keys and three levels of limits, p50, µs added", added, null, "<= 10 µs", added <= 10);
        if (user.Parent!.Parent!.Spent == 0 || user.Reserved != 0)
        {
            throw new InvalidOperationException($"Nothing was counted: {user}.");
        }

        var allocated = await Measure.AllocatedAsync(operations, 500);
        yield return Contest.Figure("the same, allocated, B added", allocated[1] - allocated[0], null, "<= 2 KB", allocated[1] - allocated[0] <= 2048);
    }

    private static InferenceProvidersOptions Options(Uri address, ProviderKeyList keys) => new()
    {
        UseEnvironment = false,
        Token = Conversation.Key,
        RouterEndpoint = address,
        HubEndpoint = address,
        ProviderKeys = { [HubAnswers.First] = keys },
        ProviderEndpoints = { [HubAnswers.First] = address },
        Routing = { Policy = RoutePolicies.Cheapest },
    };
}
