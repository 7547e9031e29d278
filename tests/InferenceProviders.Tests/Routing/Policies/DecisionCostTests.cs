using System.Diagnostics;
using System.Net;
using System.Reflection;
using InferenceProviders.Catalog;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Policies;

public class DecisionCostTests
{
    /// <summary>
    /// Eighteen providers, a policy, a preference, health and needs: what a busy router decides for every call.
    /// </summary>
    [Theory]
    [InlineData(RoutePolicies.Fastest)]
    [InlineData(RoutePolicies.Cheapest)]
    [InlineData(RoutePolicies.Listed)]
    [InlineData(RoutePolicies.Server)]
    [InlineData(RoutePolicies.Balanced)]
    [InlineData(RoutePolicies.Fastest, true)]
    [InlineData(RoutePolicies.Balanced, true)]
    public async Task A_decision_in_the_steady_state_allocates_nothing(string policy, bool allRules = false)
    {
        var hub = new StubHub();
        for (var i = 0; i < 18; i++)
        {
            hub.Serve(
                $"provider-{i}",
                offer: $$""" "pricing":{"input":0.{{i + 1}},"output":"""
                + $$"""0.{{30 - i}}},"throughput":{{100 - i}},"first_token_latency_ms":{{i * 10}},"supports_tools":"""
                + $$"""true,"context_length":131072 """);
        }

        using var core = hub.Core(options =>
        {
            options.Routing.Policy = policy;
            options.Routing.PreferredProviders = policy is RoutePolicies.Server ? null : ["provider-9"];
            if (allRules)
            {
                var random = new Random(1);
                options.Chance = random.NextDouble;
                options.Routing.MinThroughput = 85;
                options.Routing.MaxFirstToken = TimeSpan.FromSeconds(0.15);
                options.Routing.ExplorationShare = 0.1;
                options.Routing.RequireParameters = true;
                options.Routing.DeniedProviders = ["provider-17"];
                options.Routing.MaxOutputPrice = 1;
                options.Routing.Require = new() { Regions = ["eu"], NoTraining = true };
                options.Routing.ProviderWeights = new Dictionary<string, double>
                {
                    ["provider-1"] = 3,
                    ["provider-2"] = 0.5,
                };
                for (var i = 0; i < 18; i++)
                {
                    options.DataPolicies[$"provider-{i}"] = new() { Regions = ["eu"], TrainsOnData = false };
                    options.ProviderKeys[$"provider-{i}"] = [$"key-a-{i}", $"key-b-{i}"];
                    options.Providers.Add(new Provider($"provider-{i}", new Uri("https://provider.example"))
                    {
                        Chat = new() { IgnoredFields = new HashSet<string> { "n", "store" } },
                    });
                }
            }
        });
        var model = ModelReference.Parse(StubHub.Model);
        var needs = new RequestNeeds
        {
            Tools = true,
            PromptBytes = 1000,
            MaxOutputTokens = 200,
            Fields = new OneField(),
        };
        var first = await core.Planner.PlanAsync(
            model, null, InferenceTask.Conversational, null, CancellationToken.None, needs);
        if (first.Routes.Count > 1)
        {
            first.Routes[3].Health!.Failed(Rig.Failure(HttpStatusCode.TooManyRequests));
            first.Routes[0].Health!.ObserveFirstToken(TimeSpan.FromSeconds(0.2));
        }

        if (policy != RoutePolicies.Server)
        {
            var table = await core.Tables.GetAsync(
                model, InferenceTask.Conversational, protocol: null, "hf_test", awaitCatalog: true,
                CancellationToken.None);
            Assert.Equal(allRules ? 17 : 18, first.Routes.Count);
            Assert.Equal(
                0, Allocated(
                    () =>
                        table.Decide(
                            core.Settings.Routing, needs, sticky: null, except: null,
                            core.Settings.TimeProvider.GetTimestamp())));
        }

        // What the compiler makes of async methods is a class in builds for debugging, and a struct in those that are
        // shipped.
        if (IsOptimized)
        {
            Assert.Equal(
                0, Allocated(
                    () =>
                        core.Planner.PlanAsync(
                            model, null, InferenceTask.Conversational, null, CancellationToken.None, needs)));
        }
    }

    private static bool IsOptimized =>
        typeof(RouterRuntime).Assembly.GetCustomAttribute<DebuggableAttribute>()
            is not { IsJITOptimizerDisabled: true };

    private sealed class OneField : IRequestFields
    {
        public bool Has(string field) => field == "temperature";
    }

    /// <summary>Bytes allocated by a run of <paramref name="action"/> once everything is warm.</summary>
    private static long Allocated<T>(Func<T> action)
    {
        var allocated = long.MaxValue;
        for (var round = 0; round < 5 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                action();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return allocated / 100;
    }
}
