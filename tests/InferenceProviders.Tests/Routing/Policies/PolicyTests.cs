using System.Net;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Policies;

public class PolicyTests
{
    private readonly StubHub _hub = new StubHub()
        .Serve(
            "together",
            offer: """ "pricing":{"input":0.10,"output":0.60},"throughput":50,"first_token_latency_ms":300 """)
        .Serve(
            "groq", offer: """ "pricing":{"input":0.20,"output":0.50},"throughput":500,"first_token_latency_ms":200 """)
        .Serve(
            "novita",
            offer: """ "pricing":{"input":0.05,"output":0.25},"throughput":90,"first_token_latency_ms":900 """)
        .Serve("newcomer");

    [Fact]
    public async Task Without_wishes_the_server_chooses_and_nobody_else_is_asked()
    {
        using var core = _hub.Core();

        Assert.Equal(["auto"], await StubHub.PlanAsync(core));
        Assert.Equal(["auto"], await StubHub.PlanAsync(core, StubHub.Model + ":fastest"));
        Assert.Equal((0, 0), (_hub.MappingRequests, _hub.CatalogRequests));
    }

    [Fact]
    public async Task Listed_is_the_Hubs_order_with_live_ones_first()
    {
        var hub = new StubHub().Serve("groq", status: "staging").Serve("together").Serve("novita", status: "error")
            .Serve("nscale");
        using var core = hub.Core(options => options.Routing.Policy = RoutePolicies.Listed);

        Assert.Equal(["together", "nscale", "groq", "novita"], await StubHub.PlanAsync(core));
    }

    [Fact]
    public async Task Fastest_goes_by_the_catalogue_while_there_are_no_measurements()
    {
        using var core = _hub.Core(options => options.Routing.Policy = RoutePolicies.Fastest);

        Assert.Equal(["groq", "novita", "together", "newcomer"], await StubHub.PlanAsync(core));
    }

    [Fact]
    public async Task Fastest_weighs_the_first_token_more_in_a_short_answer()
    {
        using var core = _hub.Core(options => options.Routing.Policy = RoutePolicies.Fastest);

        Assert.Equal(
            ["groq", "together", "novita", "newcomer"],
            await StubHub.PlanAsync(core, needs: new() { MaxOutputTokens = 10 }));
    }

    [Fact]
    public async Task Fastest_goes_by_our_own_measurements_once_there_are_some()
    {
        using var core = _hub.Core(options => options.Routing.Policy = RoutePolicies.Fastest);
        var plan = await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model), null, InferenceTask.Conversational, null, CancellationToken.None);
        foreach (var route in plan.Routes)
        {
            var slow = route.Name == "groq";
            route.Health!.ObserveFirstToken(TimeSpan.FromSeconds(slow ? 20 : 0.1));
            route.Health.ObserveSpeed(slow ? 5 : route.Name == "newcomer" ? 1000 : 100);
        }

        Assert.Equal("newcomer", (await StubHub.PlanAsync(core))[0]);
        Assert.Equal("groq", (await StubHub.PlanAsync(core))[^1]);
    }

    [Fact]
    public async Task Cheapest_goes_by_the_price_of_this_requests_tokens_and_unknown_prices_come_last()
    {
        using var core = _hub.Core(options => options.Routing.Policy = RoutePolicies.Cheapest);

        Assert.Equal(
            ["novita", "together", "groq", "newcomer"],
            await StubHub.PlanAsync(core, needs: new() { PromptBytes = 400_000, MaxOutputTokens = 10 }));
        Assert.Equal(
            ["novita", "groq", "together", "newcomer"],
            await StubHub.PlanAsync(core, needs: new() { PromptBytes = 400, MaxOutputTokens = 400 }));
    }

    [Fact]
    public async Task Preferred_providers_come_first_in_their_order_and_the_policy_orders_the_rest()
    {
        using var core = _hub.Core(options =>
        {
            options.Routing.PreferredProviders = ["newcomer", "Together"];
            options.Routing.Policy = RoutePolicies.Cheapest;
        });

        Assert.Equal(["newcomer", "together", "novita", "groq"], await StubHub.PlanAsync(core));
    }

    [Fact]
    public async Task Denied_providers_and_those_that_are_not_allowed_are_not_used()
    {
        using var core = _hub.Core();

        Assert.Equal(
            ["together", "groq"],
            await StubHub.PlanAsync(core, needs: With(new() { DeniedProviders = ["novita", "newcomer"] })));
        Assert.Equal(
            ["groq", "novita"],
            await StubHub.PlanAsync(core, needs: With(new() { AllowedProviders = ["novita", "groq"] })));
    }

    [Fact]
    public async Task A_price_limit_leaves_out_what_costs_more_and_what_has_no_price()
    {
        using var core = _hub.Core();

        Assert.Equal(["groq", "novita"], await StubHub.PlanAsync(core, needs: With(new() { MaxOutputPrice = 0.5m })));
        Assert.Equal(
            ["novita"],
            await StubHub.PlanAsync(core, needs: With(new() { MaxOutputPrice = 0.5m, MaxInputPrice = 0.1m })));
    }

    [Fact]
    public async Task A_providers_own_key_is_used_unless_the_account_is_pinned()
    {
        using var core = _hub.Core(options => options.ProviderKeys["groq"] = "gsk_test");

        Assert.Equal(
            ["together", "groq*", "novita", "newcomer"],
            await StubHub.PlanAsync(core, needs: With(new() { Policy = RoutePolicies.Listed })));
        Assert.Equal(["groq*"], await StubHub.PlanAsync(core, needs: With(new() { AuthMode = AuthMode.Direct })));
        Assert.Equal(
            ["together", "groq", "novita", "newcomer"],
            await StubHub.PlanAsync(core, needs: With(new() { AuthMode = AuthMode.Routed })));
        Assert.Equal(
            ["together", "groq*", "novita", "newcomer", "groq"],
            await StubHub.PlanAsync(
                core, needs: With(new() { Policy = RoutePolicies.Listed, AllowOtherAccount = true })));
    }

    [Fact]
    public async Task A_suffix_wins_over_the_policy_and_a_named_provider_over_everything()
    {
        using var core = _hub.Core(options => options.Routing.Policy = RoutePolicies.Cheapest);

        Assert.Equal("groq", (await StubHub.PlanAsync(core, StubHub.Model + ":fastest"))[0]);
        Assert.Equal(["auto"], await StubHub.PlanAsync(core, StubHub.Model + ":together"));
        var named = await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model), "together", InferenceTask.Conversational, null,
            CancellationToken.None);
        Assert.Equal("together", Assert.Single(named.Routes).Name);
    }

    [Fact]
    public async Task A_policy_of_the_users_own_is_chosen_by_its_name()
    {
        using var core = _hub.Core(options =>
        {
            options.Policies.Add(new BackwardsPolicy());
            options.Routing.Policy = "Backwards";
        });

        Assert.Equal(["newcomer", "novita", "groq", "together"], await StubHub.PlanAsync(core));
    }

    /// <summary>What it puts in would be called with prompts and keys that were meant for others.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("twice")]
    [InlineData("another")]
    public async Task A_policy_of_the_users_own_may_only_put_candidates_into_order(string what)
    {
        using var other = new StubHub().Serve("groq").Serve("together").Core(
            options => options.Routing.Policy = RoutePolicies.Listed);
        var table = await other.Tables.GetAsync(
            ModelReference.Parse(StubHub.Model), InferenceTask.Conversational, protocol: null, "hf_test",
            awaitCatalog: true, CancellationToken.None);
        using var core = _hub.Core(options =>
        {
            options.Policies.Add(new WrongPolicy(what, table.Candidates[1]));
            options.Routing.Policy = "wrong";
        });

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StubHub.PlanAsync(core));

        Assert.Contains("'wrong'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_policy_is_refused_with_the_names_of_those_that_exist()
    {
        var refused = Assert.Throws<ArgumentException>(() => _hub.Core(options => options.Routing.Policy = "quickest"));

        Assert.Equal("Policy", refused.ParamName);
        Assert.Contains(
            "'quickest' is not a routing policy. Known policies: server, listed, fastest, cheapest, balanced.",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_other_tasks_every_provider_of_the_task_is_a_candidate()
    {
        var hub = new StubHub().Serve("groq").Serve("hf-inference", task: "video-classification").Serve("together");
        using var core = hub.Core(
            options => options.Providers.Add(new Provider("hf-inference") { Codecs = [new AnyCodec()] }));

        Assert.Equal(["hf-inference"], await StubHub.PlanAsync(core, task: "video-classification"));
    }

    [Fact]
    public async Task When_nobody_is_left_the_message_says_why_for_each()
    {
        using var core = _hub.Core();

        var nobody = await Assert.ThrowsAsync<InferenceException>(
            () => StubHub.PlanAsync(core, needs: With(new() { MaxOutputPrice = 0.01m, DeniedProviders = ["groq"] })));

        Assert.Equal(InferenceErrorKind.NotSupported, nobody.Kind);
        Assert.Contains(
            "together (too expensive), groq (denied), novita (too expensive), newcomer (of unknown price)",
            nobody.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_catalogue_providers_are_still_found_and_it_is_not_asked_for_by_every_call()
    {
        _hub.CatalogStatus = HttpStatusCode.InternalServerError;
        using var core = _hub.Core(options => options.Routing.Policy = RoutePolicies.Cheapest);

        Assert.Equal(["together", "groq", "novita", "newcomer"], await StubHub.PlanAsync(core));
        Assert.Equal(["together", "groq", "novita", "newcomer"], await StubHub.PlanAsync(core));
        Assert.Equal(1, _hub.CatalogRequests);
    }

    private static RequestNeeds With(RoutingOptions routing) => new() { Routing = routing };

    private sealed class BackwardsPolicy : IRoutePolicy
    {
        public string Name => "backwards";

        public void Order(Span<RouteCandidate> candidates, in RequestNeeds needs) => candidates.Reverse();
    }

    private sealed class WrongPolicy(string what, RouteCandidate another) : IRoutePolicy
    {
        public string Name => "wrong";

        public void Order(Span<RouteCandidate> candidates, in RequestNeeds needs) =>
            candidates[2] = what switch { "none" => null!, "twice" => candidates[0], _ => another };
    }

    private sealed class AnyCodec() : TaskCodec(new InferenceTask("video-classification"));
}
