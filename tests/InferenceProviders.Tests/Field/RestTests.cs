using System.Net;
using InferenceProviders.Routing.Health;
using InferenceProviders.Tests.Routing.Flows;
using InferenceProviders.Tests.Routing.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>A provider that has said when it is back is left alone until then.</summary>
[Trait("Category", "Field")]
public class RestTests
{
    private static readonly RouteKey Key = new("groq", "org/model", InferenceTask.Conversational, AuthMode.Routed);

    private readonly ManualTime _clock = new();
    private readonly RouteHealth _health;

    public RestTests() => _health = new RouteHealth(Key, _clock);

    private RouteState State => _health.StateAt(_clock.GetTimestamp());

    /// <summary>
    /// tombii/better-ccflare#236, EasyMetaAu/helm-api#641: a provider that had asked for forty seconds was asked four
    /// times in 26.
    /// </summary>
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public void A_failure_that_names_a_pause_rests_the_route_as_a_rate_limit_does(int status)
    {
        _health.Failed(Rig.Failure((HttpStatusCode)status, TimeSpan.FromSeconds(40)));
        _health.Failed(Rig.Failure((HttpStatusCode)status, TimeSpan.FromSeconds(40)));

        Assert.Equal(RouteState.Resting, State);
        _clock.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal(RouteState.Resting, State);
        Assert.False(_health.TryEnter(_clock.GetTimestamp()));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RouteState.Healthy, State);
    }

    [Fact]
    public void A_break_that_ends_before_the_rest_does_not_end_it()
    {
        _health.Failed(Rig.Failure(HttpStatusCode.BadGateway));
        _health.Failed(Rig.Failure(HttpStatusCode.BadGateway));
        _health.Failed(Rig.Failure(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(40)));
        Assert.Equal(RouteState.Broken, State);

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(RouteState.Resting, State);
    }

    /// <summary>
    /// BerriAI/litellm#40130: of two calls at once the later answer, without a header, ended the rest of a minute after
    /// five seconds.
    /// </summary>
    [Theory]
    [InlineData(429, null)]
    [InlineData(429, 1)]
    [InlineData(503, 1)]
    public void A_later_shorter_pause_never_cuts_a_longer_one_short(int status, int? seconds)
    {
        _health.Failed(Rig.Failure((HttpStatusCode)status, TimeSpan.FromSeconds(60)));
        _health.Failed(Rig.Failure((HttpStatusCode)status, seconds is { } time ? TimeSpan.FromSeconds(time) : null));

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(RouteState.Resting, State);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(RouteState.Resting, State);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task Later_calls_pass_a_provider_that_has_asked_for_a_pause_by(int status)
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute("groq").Fail(
            status, """{"error":"overloaded"}""", new Dictionary<string, string> { ["Retry-After"] = "40" });

        for (var call = 0; call < 4; call++)
        {
            await rig.Chat.GetResponseAsync("Hello");
        }

        Assert.Equal(["groq", "together", "together", "together", "together"], rig.Asked);
        var groq = rig.Router.Health.Of(EmulatedRouter.Model).Single(route => route.Provider == "groq");
        Assert.Equal(RouteState.Resting, groq.State);
        Assert.InRange(groq.StateEndsIn!.Value, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(40));
    }
}
