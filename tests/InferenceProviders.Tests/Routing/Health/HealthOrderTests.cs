using System.Net;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Routing;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Health;

public class HealthOrderTests
{
    private readonly ManualTime _clock = new();
    private readonly StubHub _hub = new StubHub().Serve("together").Serve("groq").Serve("novita");

    [Fact]
    public async Task A_failing_provider_goes_behind_and_comes_back_in_its_turn()
    {
        using var core = Core();
        await FailAsync(core, "together", HttpStatusCode.BadGateway);
        Assert.Equal(["groq", "novita", "together"], await StubHub.PlanAsync(core));

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["together", "groq", "novita"], await StubHub.PlanAsync(core));
    }

    [Fact]
    public async Task Resting_goes_behind_suspect_and_broken_behind_resting()
    {
        using var core = Core();
        await FailAsync(core, "together", HttpStatusCode.BadGateway);
        await FailAsync(core, "together", HttpStatusCode.BadGateway);
        await FailAsync(core, "groq", HttpStatusCode.TooManyRequests);
        await FailAsync(core, "novita", HttpStatusCode.BadGateway);

        Assert.Equal(["novita", "groq", "together"], await StubHub.PlanAsync(core));
    }

    [Fact]
    public async Task A_recovering_provider_is_tried_by_one_call_and_passed_over_by_the_others()
    {
        using var core = Core();
        await FailAsync(core, "together", HttpStatusCode.BadGateway);
        await FailAsync(core, "together", HttpStatusCode.BadGateway);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("together", (await StubHub.PlanAsync(core))[0]);
        Assert.Equal(["groq", "novita", "together"], await StubHub.PlanAsync(core));

        (await RouteAsync(core, "together")).Health!.Succeeded();
        Assert.Equal("together", (await StubHub.PlanAsync(core))[0]);
        Assert.Equal("together", (await StubHub.PlanAsync(core))[0]);
    }

    [Fact]
    public async Task A_conversation_stays_where_its_prompt_is_cached_until_that_provider_fails()
    {
        using var core = Core();
        var needs = new RequestNeeds { Routing = new() { SessionAffinityKey = "conversation 1" } };
        core.Sticky.Remember("conversation 1", StubHub.Model, "novita", "hf_test");

        Assert.Equal(["novita", "together", "groq"], await StubHub.PlanAsync(core, needs: needs));
        Assert.Equal(
            "together",
            (await StubHub.PlanAsync(core, needs: new() { Routing = new() { SessionAffinityKey = "another" } }))[0]);

        await FailAsync(core, "novita", HttpStatusCode.TooManyRequests);
        Assert.Equal(["together", "groq", "novita"], await StubHub.PlanAsync(core, needs: needs));
    }

    [Fact]
    public async Task With_the_server_choosing_a_conversation_names_the_provider_that_answered_it()
    {
        using var core = _hub.Core(clock: _clock);
        var needs = new RequestNeeds { Routing = new() { SessionAffinityKey = "conversation 1" } };
        core.Sticky.Remember("conversation 1", StubHub.Model, "novita", "hf_test");

        var plan = await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model + ":fastest"), null, InferenceTask.Conversational, null,
            CancellationToken.None, needs);

        Assert.Equal(
            [StubHub.Model + ":novita", StubHub.Model + ":fastest"], plan.Routes.Select(route => route.ProviderModel));
        _clock.Advance(TimeSpan.FromHours(2));
        var later = await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model + ":fastest"), null, InferenceTask.Conversational, null,
            CancellationToken.None, needs);
        Assert.Equal([StubHub.Model + ":fastest"], later.Routes.Select(route => route.ProviderModel));
    }

    [Fact]
    public async Task When_the_automatic_route_fails_the_providers_own_routes_are_looked_up_and_only_then()
    {
        using var core = _hub.Core(clock: _clock);
        var plan = await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model), null, InferenceTask.Conversational, null, CancellationToken.None);
        using var call = Rig.Call(core.Settings);
        Assert.Equal(0, _hub.MappingRequests);

        var more = await plan.FallBackAsync(
            call, new InferenceException(InferenceErrorKind.ProviderUnavailable, "down") { Provider = "together" });

        Assert.Equal(["groq", "novita"], more.Select(route => route.Name));
        Assert.Equal((1, 0), (_hub.MappingRequests, _hub.CatalogRequests));
    }

    [Fact]
    public async Task A_suffix_that_names_a_provider_has_no_fall_back()
    {
        using var core = _hub.Core(clock: _clock);
        var plan = await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model + ":groq"), null, InferenceTask.Conversational, null,
            CancellationToken.None);
        using var call = Rig.Call(core.Settings);

        Assert.Empty(
            await plan.FallBackAsync(call, new InferenceException(InferenceErrorKind.ProviderUnavailable, "down")));
        Assert.Equal(0, _hub.MappingRequests);
    }

    private RouterRuntime Core() => _hub.Core(options => options.Routing.Policy = RoutePolicies.Listed, _clock);

    private static async Task FailAsync(RouterRuntime core, string provider, HttpStatusCode status) =>
        (await RouteAsync(core, provider)).Health!.Failed(Rig.Failure(status));

    private static async Task<Route> RouteAsync(RouterRuntime core, string provider) =>
        (await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model), provider, InferenceTask.Conversational, null,
            CancellationToken.None)).Routes[0];
}
