using InferenceProviders.Routing;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tests.Routing.Keys;
using InferenceProviders.Tests.Routing.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Policies;

/// <summary>
/// Spreading calls, learning about others, thresholds, and parameters that have no effect; with a random source that
/// begins with a seed.
/// </summary>
public class BalanceTests
{
    private const int Draws = 2000;

    private readonly StubHub _hub = new StubHub()
        .Serve(
            "together",
            offer: """ "throughput":50,"first_token_latency_ms":300,"pricing":{"input":0.10,"output":0.60} """)
        .Serve(
            "groq", offer: """ "throughput":500,"first_token_latency_ms":200,"pricing":{"input":0.20,"output":0.50} """)
        .Serve(
            "novita",
            offer: """ "throughput":90,"first_token_latency_ms":900,"pricing":{"input":0.05,"output":0.25} """)
        .Serve("cohere");

    private readonly ManualTime _clock = new();

    [Fact]
    public async Task Balanced_draws_by_weight_and_the_others_follow_from_the_winner_on()
    {
        using var core = Core(RoutePolicies.Balanced, rules => rules.ProviderWeights = new Dictionary<string, double>
        {
            ["together"] = 2,
            ["cohere"] = 0,
        });
        var firsts = new Dictionary<string, int>();
        for (var i = 0; i < Draws; i++)
        {
            var plan = await StubHub.PlanAsync(core);
            firsts[plan[0]] = firsts.GetValueOrDefault(plan[0]) + 1;
            string[] listed = ["together", "groq", "novita", "cohere"];
            var start = Array.IndexOf(listed, plan[0]);
            Assert.Equal([.. listed[start..], .. listed[..start]], plan);
        }

        Assert.InRange(firsts["together"], Draws * 0.46, Draws * 0.54);
        Assert.InRange(firsts["groq"], Draws * 0.21, Draws * 0.29);
        Assert.InRange(firsts["novita"], Draws * 0.21, Draws * 0.29);
        Assert.False(firsts.ContainsKey("cohere"));
    }

    [Fact]
    public async Task Of_two_that_are_drawn_the_one_with_fewer_calls_in_flight_is_asked()
    {
        using var core = Core(RoutePolicies.Balanced);
        for (var i = 0; i < 400; i++)
        {
            // Each call stays: after so many, all have about the same.
            (await FirstAsync(core)).Health!.Begin();
        }

        var plan = await PlanAsync(core);
        Assert.Equal(400, plan.Sum(route => route.Health!.CallsInFlight));
        Assert.All(plan, route => Assert.InRange(route.Health!.CallsInFlight, 95, 105));
    }

    [Fact]
    public async Task Balanced_draws_none_that_rests_and_is_the_same_again_from_the_same_seed()
    {
        using var core = Core(RoutePolicies.Balanced);
        using var again = Core(RoutePolicies.Balanced);
        foreach (var one in (RouterRuntime[])[core, again])
        {
            (await PlanAsync(one))
                .Single(route => route.Name == "groq").Health!.Failed(
                    Rig.Failure(System.Net.HttpStatusCode.TooManyRequests));
        }

        var firsts = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            var plan = await StubHub.PlanAsync(core);
            Assert.Equal("groq", plan[^1]);
            Assert.Equal(plan, await StubHub.PlanAsync(again));
            firsts.Add(plan[0]);
        }

        Assert.Equal(3, firsts.Distinct().Count());
    }

    [Fact]
    public async Task A_call_counts_as_in_flight_until_its_answer_was_read()
    {
        await using var server = new KeyServer();
        using var router = server.Router(
            options => (options.ProviderKeys["groq"], options.ProviderKeys["together"]) = ("one", "two"));
        var chat = router.AsIChatClient(KeyServer.Model);

        await chat.GetResponseAsync("Hello");
        server.On("one", KeyServer.Refused);
        await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync("Hello"));

        Assert.Equal(0, Assert.Single(router.Health.Routes).CallsInFlight);
    }

    [Theory]
    [InlineData(RoutePolicies.Fastest, "groq")]
    [InlineData(RoutePolicies.Cheapest, "novita")]
    public async Task A_share_of_calls_goes_to_the_one_that_was_used_the_longest_time_ago(string policy, string usual)
    {
        using var core = Core(policy, rules => rules.ExplorationShare = 0.1);
        var others = new List<string>();
        for (var i = 0; i < Draws; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            var first = await FirstAsync(core);
            first.Health!.Succeeded();
            if (first.Name != usual)
            {
                others.Add(first.Name);
            }
        }

        Assert.InRange(others.Count, Draws * 0.07, Draws * 0.13);

        // In turn, because each is then the one that was used last.
        Assert.All(others.Chunk(3).Where(turn => turn.Length == 3), turn => Assert.Equal(3, turn.Distinct().Count()));
    }

    [Fact]
    public async Task Those_under_a_threshold_go_behind_and_those_that_are_not_known_do_not()
    {
        using var core = Core(RoutePolicies.Listed, rules => rules.MinThroughput = 60);
        Assert.Equal(["groq", "novita", "cohere", "together"], await StubHub.PlanAsync(core));
        Assert.Equal(
            ["together", "groq", "cohere", "novita"],
            await StubHub.PlanAsync(
                core,
                needs: new() { Routing = new() { MinThroughput = 1, MaxFirstToken = TimeSpan.FromSeconds(0.5) } }));

        // The router's own figures count more than the catalog's.
        (await PlanAsync(core)).Single(route => route.Name == "groq").Health!.ObserveSpeed(20);
        (await PlanAsync(core)).Single(route => route.Name == "together").Health!.ObserveSpeed(200);
        Assert.Equal(["together", "novita", "cohere", "groq"], await StubHub.PlanAsync(core));

        // Where all are too slow they are asked all the same.
        var strict = new RequestNeeds
        {
            Routing = new() { MinThroughput = 10_000, AllowedProviders = ["together", "groq"] },
        };
        Assert.Equal(["together", "groq"], await StubHub.PlanAsync(core, needs: strict));
    }

    [Fact]
    public async Task A_provider_that_ignores_a_parameter_is_not_asked_where_that_is_required()
    {
        using var core = Core(RoutePolicies.Listed, rules => rules.RequireParameters = true);
        var needs = new RequestNeeds { Fields = new Fields("parallel_tool_calls") };

        Assert.Equal(["together", "groq", "novita"], await StubHub.PlanAsync(core, needs: needs));
        Assert.Equal(4, (await StubHub.PlanAsync(core, needs: new() { Fields = new Fields("temperature") })).Length);
        Assert.Equal(
            4, (await StubHub.PlanAsync(
                core, needs: needs with { Routing = new() { RequireParameters = false } })).Length);
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => StubHub.PlanAsync(core, needs: needs with { Routing = new() { AllowedProviders = ["cohere"] } }));
        Assert.Contains("cohere (ignoring a parameter of the request)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_parameters_of_a_chat_are_those_of_its_options_and_its_own_fields()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options =>
        {
            (options.ProviderKeys["groq"], options.ProviderKeys["together"]) = ("one", "two");
            options.Providers = [
                new Provider(
                    "groq",
                    new Uri(
                        "https://groq.example")) { Chat = new() { IgnoredFields = new HashSet<string> { "seed", "min_p",
                            "logit_bias" } } }];
            options.Routing.RequireParameters = true;
        });
        var chat = router.AsIChatClient(KeyServer.Model);

        Assert.Equal("groq", await ProviderAsync(new() { Temperature = 0 }));
        Assert.Equal("together", await ProviderAsync(new() { Seed = 1 }));
        Assert.Equal("together", await ProviderAsync(new() { AdditionalProperties = new() { ["min_p"] = 0.1 } }));
        Assert.Equal(
            "together",
            await ProviderAsync(
                new() { RawRepresentationFactory = _ =>
                    new Dictionary<string, object?> { ["logit_bias"] = new Dictionary<string, int> { ["1"] = 2 } } }));

        async Task<string> ProviderAsync(ChatOptions options) =>
            (await chat.GetResponseAsync("Hello", options)).GetRoutingReport()!.Provider;
    }

    [Theory]
    [InlineData("MinThroughput")]
    [InlineData("MaxFirstToken")]
    [InlineData("ExplorationShare")]
    [InlineData("ProviderWeights")]
    public void A_number_out_of_range_is_named(string option)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => Core(RoutePolicies.Fastest, rules =>
        {
            rules.MinThroughput = option == "MinThroughput" ? 0 : 1;
            rules.MaxFirstToken = option == "MaxFirstToken" ? TimeSpan.Zero : null;
            rules.ExplorationShare = option == "ExplorationShare" ? 0.6 : 0.5;
            rules.ProviderWeights = new Dictionary<string, double> { ["groq"] = option == "ProviderWeights" ? -1 : 1 };
        }));
        Assert.Equal(option, error.ParamName);
    }

    private RouterRuntime Core(string policy, Action<RoutingOptions>? configure = null)
    {
        var random = new Random(17);
        return _hub.Core(
            options =>
            {
                options.Chance = random.NextDouble;
                options.Routing.Policy = policy;
                configure?.Invoke(options.Routing);
            },
            _clock);
    }

    private static async Task<IReadOnlyList<Route>> PlanAsync(RouterRuntime core) =>
        (await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model), null, InferenceTask.Conversational, null,
            CancellationToken.None)).Routes;

    private static async Task<Route> FirstAsync(RouterRuntime core) => (await PlanAsync(core))[0];

    private sealed class Fields(string one) : IRequestFields
    {
        public bool Has(string field) => field == one;
    }
}
