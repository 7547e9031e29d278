using InferenceProviders.Emulator;
using InferenceProviders.Redis.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Redis.Tests;

/// <summary>A real cluster of three servers.</summary>
public sealed class ClusterTests
{
    private static readonly Dictionary<string, string> Later = new() { ["Retry-After"] = "300" };

    [RedisFact]
    public async Task Limits_rests_and_conversations_are_shared_over_all_nodes_and_go_on_without_one()
    {
        await using var cluster = await RedisCluster.StartAsync();

        // What begins keys decides where they are: with these, every node has some of the limits.
        await using var members = await Members.StartAsync("cluster");
        var one = await members.JoinAsync(cluster.Configuration);
        var two = await members.JoinAsync(cluster.Configuration);
        var hasty = await members.JoinAsync(
            cluster.Configuration, options => options.Sharing.MaxWait = TimeSpan.FromMilliseconds(300));

        // Each limit has all its keys on one node.
        var names = Enumerable.Range(0, 12).Select(i => $"tenant-{i}").ToArray();
        var limits = new List<(SpendLimit Seen, decimal Spent)>();
        foreach (var name in names)
        {
            var cost = (await AskAsync(one, Limit(name))).GetRoutingReport()!.Cost;
            var seen = Limit(name);
            await AskAsync(two, seen);
            limits.Add((seen, 2 * cost!.Value));
        }

        await Members.Until(() => limits.All(limit => limit.Seen.Spent == limit.Spent));
        foreach (var node in cluster.Nodes)
        {
            Assert.True(await node.SendAsync("DBSIZE") != ":0", await cluster.TellAsync());
        }

        await RestAsync(members, one, two, "novita");
        await one.AsIChatClient(Members.Model).GetResponseAsync("Hello", Members.Short.Clone().WithRouting(
            new() { SessionAffinityKey = "talk", AllowedProviders = ["groq"] }));
        await Members.Until(() => two.Core.Sticky.Find("talk", Members.Model, members.Emulator.Token) == "groq"
            || two.Core.Sticky.Find("talk", Members.Model, null) == "groq");

        // Those of the other nodes go on; calls without a limit never notice.
        await cluster.Nodes[0].StopAsync(kill: true);
        var (answered, refused) = (0, 0);
        foreach (var name in names)
        {
            try
            {
                await AskAsync(hasty, Limit(name), maxTokens: 1000);
                answered++;
            }
            catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SharedStoreUnavailable)
            {
                refused++;
            }
        }

        Assert.True(
            answered > 0 && refused > 0,
            $"{answered} were answered, {refused} refused.\n{await cluster.TellAsync()}");
        await hasty.AsIChatClient(Members.Model, "groq").GetResponseAsync("Hello", Members.Short);
    }

    [RedisFact]
    public async Task A_limit_goes_on_while_its_slot_moves_to_a_node_that_nobody_knew()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var members = await Members.StartAsync("cluster");
        var one = await members.JoinAsync(cluster.Configuration);
        var limit = Limit("moved");
        await AskAsync(one, limit);
        var key = $"{{cluster:lease:{limit.Name}|}}";
        await using var added = await cluster.AddNodeAsync();

        // Between its first and its last step, a script of several keys is told to try again.
        await cluster.MoveSlotAsync(key, added, async () =>
        {
            var asked = AskAsync(await members.JoinAsync(cluster.Configuration), Limit("moved"), maxTokens: 2000);
            await Task.Delay(300);
            return asked;
        });
        await AskAsync(one, limit, maxTokens: 4000);
        Assert.NotEqual(":0", await added.SendAsync($"EXISTS {key}"));
    }

    private static SpendLimit Limit(string name) => new(1) { Name = name };

    private static Task<ChatResponse> AskAsync(InferenceRouter router, SpendLimit limit, int maxTokens = 100) =>
        router.AsIChatClient(Members.Model, "groq").GetResponseAsync(
            "Hello", new ChatOptions { MaxOutputTokens = maxTokens }.WithRouting(new() { SpendLimit = limit }));

    private static async Task RestAsync(Members members, InferenceRouter one, InferenceRouter two, string provider)
    {
        members.Emulator.Script.For(provider).Once().Fail(429, """{"error":"busy"}""", Later);
        await Assert.ThrowsAsync<InferenceException>(() => one.AsIChatClient(Members.Model, provider).GetResponseAsync(
            "Hello", Members.Short.Clone().WithRouting(new() { MaxAttempts = 1 })));
        await Members.Until(() => two.Health.Routes.Any(
            route => route.Provider == provider && route.State == RouteState.Resting));
    }
}
