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
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(cluster.Configuration);
        var two = await members.JoinAsync(
            cluster.Configuration, options => options.Sharing.MaxWait = TimeSpan.FromMilliseconds(500));

        // Limits of so many names are on every node, each with all its keys on one.
        var limits = Enumerable.Range(0, 12).Select(i => $"tenant-{i}").ToArray();
        foreach (var name in limits)
        {
            var first = await AskAsync(one, Limit(name));
            var seen = Limit(name);
            await AskAsync(two, seen);
            await Members.Until(() => seen.Spent == 2 * first.GetRoutingReport()!.Cost);
        }

        foreach (var node in cluster.Nodes)
        {
            Assert.NotEqual(":0", await node.SendAsync("DBSIZE"));
        }

        await RestAsync(members, one, two, "novita");
        await one.AsIChatClient(Members.Model).GetResponseAsync("Hello", Members.Short.Clone().WithRouting(
            new() { SessionAffinityKey = "talk", AllowedProviders = ["groq"] }));
        await Members.Until(() => two.Core.Sticky.Find("talk", Members.Model, members.Emulator.Token) == "groq"
            || two.Core.Sticky.Find("talk", Members.Model, null) == "groq");

        // Two thirds of the limits go on; calls without a limit never notice.
        await cluster.Nodes[0].StopAsync(kill: true);
        var (answered, refused) = (0, 0);
        foreach (var name in limits)
        {
            try
            {
                await AskAsync(two, Limit(name), maxTokens: 1000);
                answered++;
            }
            catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SharedStoreUnavailable)
            {
                refused++;
            }
        }

        Assert.True(answered > 0, $"{refused} of {limits.Length} were refused.");
        await two.AsIChatClient(Members.Model, "groq").GetResponseAsync("Hello", Members.Short);
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
