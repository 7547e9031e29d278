using System.Threading.RateLimiting;
using InferenceProviders.Tests.DependencyInjection.Support;
using InferenceProviders.Tests.Routing.Keys;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Tests.Routing.RateLimits;

/// <summary>
/// Limits of the user's own: another key, another provider, a wait that fits the deadline, or an error at once.
/// </summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task A_key_without_room_is_passed_over_and_then_the_provider_is()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options =>
        {
            (options.ProviderKeys["groq"], options.ProviderKeys["together"]) = (["one", "two"], "other");
            options.RateLimits["groq"] = new() { RequestsPerMinute = 2 };
        });
        var chat = router.AsIChatClient(KeyServer.Model);

        for (var i = 0; i < 6; i++)
        {
            Assert.Single((await chat.GetResponseAsync("Hello")).GetRoutingReport()!.Attempts);
        }

        Assert.Equal(["one", "two", "one", "two", "other", "other"], server.Asked);
        var limits = router.Health.Routes.Where(route => route.Provider == "groq")
            .Select(route => Assert.Single(route.RateLimits));
        Assert.All(
            limits, limit =>
                Assert.Equal(
                    ("requests", true, 2L, 0L), (limit.Name, limit.IsOwn, limit.Limit!.Value, limit.Remaining)));
    }

    [Fact]
    public async Task Without_another_route_the_call_waits_for_its_turn()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options =>
        {
            options.ProviderKeys["groq"] = "one";
            options.RateLimits["groq"] = new() { RequestsPerMinute = 1 };
        });
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");
        await chat.GetResponseAsync("Hello");

        var waiting = chat.GetResponseAsync("Hello");
        await server.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(60.5));
        Assert.Single(server.Asked);
        server.Clock.Advance(TimeSpan.FromSeconds(60.5));

        var report = (await waiting).GetRoutingReport()!;
        Assert.Equal(
            (TimeSpan.FromSeconds(60.5), TimeSpan.Zero),
            (Assert.Single(report.Attempts).Waited, report.Attempts[0].Duration));
    }

    [Fact]
    public async Task A_wait_beyond_the_deadline_is_an_error_at_once_that_says_when_there_is_room()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options =>
        {
            options.ProviderKeys["groq"] = [new("team-a", "one")];
            options.RateLimits["groq"] = new() { RequestsPerMinute = 1 };
            options.Timeouts.Call = TimeSpan.FromSeconds(30);
        });
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");
        await chat.GetResponseAsync("Hello");

        var error = await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync("Hello"));

        Assert.Equal(
            (InferenceErrorKind.RateLimited, null, TimeSpan.FromSeconds(60.5)),
            (error.Kind, error.StatusCode, error.RetryAfter));
        Assert.Contains("groq (team-a) was skipped", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
        Assert.Equal(RouteState.Healthy, Assert.Single(router.Health.Routes).State);
    }

    [Fact]
    public async Task The_tokens_of_a_call_are_estimated_before_and_counted_after()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options =>
        {
            options.ProviderKeys["groq"] = "one";
            options.RateLimits["groq"] = new() { TokensPerMinute = 1000 };
            options.Timeouts.Call = TimeSpan.FromSeconds(30);
        });
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");

        // The answer says that it took 8.
        await chat.GetResponseAsync("Hello", new() { MaxOutputTokens = 900 });
        Assert.Equal(992, Assert.Single(Assert.Single(router.Health.Routes).RateLimits).Remaining);
        server.On("one", KeyServer.Refused);
        await Assert.ThrowsAsync<InferenceException>(
            () => chat.GetResponseAsync("Hello", new() { MaxOutputTokens = 900 }));

        // What a refused call would have taken is not known: it counts.
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => chat.GetResponseAsync("Hello", new() { MaxOutputTokens = 900 }));
        Assert.Equal(InferenceErrorKind.RateLimited, error.Kind);
    }

    [Fact]
    public async Task A_models_limit_holds_beside_the_accounts_and_for_that_model_only()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options =>
        {
            options.ProviderKeys["groq"] = "one";
            options.RateLimits["groq"] = new() { RequestsPerMinute = 3 };
            options.RateLimits[$"groq/{KeyServer.Model}"] = new() { RequestsPerMinute = 1 };
            options.Timeouts.Call = TimeSpan.FromSeconds(30);
        });
        var (small, other) = (router.AsIChatClient(KeyServer.Model, provider: "groq"),
            router.AsIChatClient("org/other", provider: "groq"));

        await small.GetResponseAsync("Hello");
        await Assert.ThrowsAsync<InferenceException>(() => small.GetResponseAsync("Hello"));
        await other.GetResponseAsync("Hello");
        await other.GetResponseAsync("Hello");
        await Assert.ThrowsAsync<InferenceException>(() => other.GetResponseAsync("Hello"));

        Assert.Equal(3, server.Asked.Count);
    }

    [Fact]
    public async Task So_many_calls_at_once_and_no_more()
    {
        var (reached, opened) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = new KeyServer();
        server.On(
            "one", count =>
                count > 0
                    ? KeyServer.Fine
                    : new Reply([new ReplyStep.Gate(reached, opened.Task), .. KeyServer.Fine.Steps]));
        using var router = server.Router(options =>
        {
            options.ProviderKeys["groq"] = "one";
            options.RateLimits["groq"] = new() { ConcurrentCalls = 1 };
        });
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");

        var first = chat.GetResponseAsync("Hello");
        await reached.Task;
        var second = chat.GetResponseAsync("Hello");
        Assert.False(second.IsCompleted);
        Assert.Single(server.Asked);
        opened.SetResult();

        await Task.WhenAll(first, second);
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task A_limiter_of_the_users_own_is_asked_for_every_request()
    {
        await using var server = new KeyServer();
        using var own = new FixedWindowRateLimiter(new()
        {
            PermitLimit = 1,
            Window = TimeSpan.FromHours(1),
            AutoReplenishment = false,
            QueueLimit = 0,
        });
        using var router = server.Router(options =>
        {
            (options.ProviderKeys["groq"],
                options.ProviderKeys["together"]) = ([new("limited", "one") { RateLimit = new() { Limiter = own } }],
                "other");
        });
        var chat = router.AsIChatClient(KeyServer.Model);

        await chat.GetResponseAsync("Hello");
        await chat.GetResponseAsync("Hello");

        Assert.Equal(["one", "other"], server.Asked);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_takes_nothing()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options =>
        {
            options.ProviderKeys["groq"] = "one";
            options.RateLimits["groq"] = new() { RequestsPerMinute = 1 };
        });
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");
        await chat.GetResponseAsync("Hello");
        using var cancellation = new CancellationTokenSource();
        var waiting = chat.GetResponseAsync("Hello", cancellationToken: cancellation.Token);
        await server.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(60.5));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        server.Clock.Advance(TimeSpan.FromSeconds(60.5));
        await chat.GetResponseAsync("Hello");
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task What_a_provider_says_is_left_is_shown_and_a_key_with_nothing_left_is_not_asked()
    {
        await using var server = new KeyServer();
        server.On(
            "one",
            Limited(
                "x-ratelimit-limit-requests: 60", "x-ratelimit-remaining-requests: 0",
                "x-ratelimit-reset-requests: 30s", "x-ratelimit-remaining-tokens: 500",
                "x-ratelimit-limit-tokens: 6000"));
        server.On("two", Limited("RateLimit: \"default\";r=5;t=30", "RateLimit-Policy: \"default\";q=100;w=60"));
        using var router = server.Router(options => options.ProviderKeys["groq"] = ["one", "two"]);
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");

        for (var i = 0; i < 4; i++)
        {
            await chat.GetResponseAsync("Hello");
        }

        Assert.Equal(["one", "two", "two", "two"], server.Asked);
        var routes = router.Health.Routes.ToDictionary(route => route.KeyName!);
        Assert.Equal(
            (RouteState.Resting, TimeSpan.FromSeconds(30)), (routes["key-1"].State, routes["key-1"].StateEndsIn));
        Assert.Equal([("requests", 60, 0, 30.0), ("tokens", 6000, 500, null)], Shown(routes["key-1"]));
        Assert.Equal([("default", 100, 5, 30.0)], Shown(routes["key-2"]));
        Assert.Contains(
            "\"rate_limits\":[{\"name\":\"requests\",\"is_own\":false,\"limit\":60,\"remaining\":0,\"resets_in\":30}",
            router.Health.ToJson(), StringComparison.Ordinal);

        server.Clock.Advance(TimeSpan.FromSeconds(30));
        await chat.GetResponseAsync("Hello");
        await chat.GetResponseAsync("Hello");
        Assert.Contains("one", server.Asked.Skip(4));

        static IEnumerable<(string, long, long, double?)> Shown(RouteStatus route) =>
            route.RateLimits.Select(
                limit => (limit.Name, limit.Limit ?? -1, limit.Remaining, limit.ResetsIn?.TotalSeconds));
    }

    [Fact]
    public async Task Configuration_has_limits_of_accounts_of_models_and_of_keys()
    {
        await using var app = App.Build(new Dictionary<string, string?>
        {
            ["RateLimits:groq:RequestsPerMinute"] = "60",
            ["RateLimits:groq:TokensPerMinute"] = "6000000000",
            ["RateLimits:groq/org/model:ConcurrentCalls"] = "4",
            ["RateLimits:gpu.example.com:8080:ConcurrentCalls"] = "2",
            ["ProviderKeys:groq:0:Secret"] = "one",
            ["ProviderKeys:groq:0:RateLimit:RequestsPerMinute"] = "5",
        });

        var settings = app.Router.Core.Settings;
        Assert.Equal(
            new RateLimit { RequestsPerMinute = 60, TokensPerMinute = 6_000_000_000 }, settings.RateLimits["groq"]);
        Assert.Equal(new RateLimit { ConcurrentCalls = 4 }, settings.RateLimits["groq/org/model"]);
        Assert.Equal(new RateLimit { ConcurrentCalls = 2 }, settings.RateLimits["gpu.example.com:8080"]);
        Assert.Equal(new RateLimit { RequestsPerMinute = 5 }, settings.ProviderKeys["groq"][0].RateLimit);
    }

    [Theory]
    [InlineData(
        "RateLimits:groq:RequestsPerMinute", "0", "RateLimits:groq: Each number of a rate limit must be at least 1")]
    [InlineData(
        "RateLimits:groq:RequestsPerMinute", "many", "RateLimits:groq:RequestsPerMinute: it must be a whole number")]
    [InlineData("RateLimits:groq:RequestPerMinute", "1", "RateLimits:groq:RequestPerMinute: there is no such setting")]
    [InlineData("RateLimits:/x:RequestsPerMinute", "1", "RateLimits: '/x' is not an account")]
    public async Task A_wrong_limit_stops_the_start(string key, string value, string message)
    {
        await using var app = App.Build(new Dictionary<string, string?> { [key] = value });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);
        Assert.StartsWith($"InferenceProviders:{message}", error.Message, StringComparison.Ordinal);
    }

    private static Reply Limited(params string[] headers) => Reply.Json(
        """{"id":"1","model":"model-id","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."}"""
        + ""","finish_reason":"stop"}]}""",
        200, headers);
}
