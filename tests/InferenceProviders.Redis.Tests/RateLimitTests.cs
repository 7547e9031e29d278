using System.Globalization;
using InferenceProviders.Emulator;
using InferenceProviders.Redis.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Redis.Tests;

/// <summary>Limits on the rate, the providers' and the users' own, over a real server.</summary>
public sealed class RateLimitTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Answer = """
        {"id":"c","object":"chat.completion","created":1,"model":"m",
         "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}],
         "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
        """;

    private static readonly Dictionary<string, string> Left = new()
    {
        ["x-ratelimit-limit-requests"] = "100",
        ["x-ratelimit-remaining-requests"] = "41",
        ["x-ratelimit-reset-requests"] = "30s",
        ["x-ratelimit-remaining-tokens"] = "7000",
    };

    [RedisFact]
    public async Task What_a_provider_says_is_left_is_known_to_all_and_to_those_that_start_later()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server);
        var two = await members.JoinAsync(shared.Server);
        members.Emulator.Script.For("novita").Respond(Answer, "application/json", headers: Left);

        await Ask(one, "novita");

        await Members.Until(() => Known(two).Count == 2);
        var three = await members.JoinAsync(shared.Server);
        await Members.Until(() => Known(three).Count == 2);
        foreach (var limits in new[] { Known(two), Known(three) })
        {
            var requests = limits.Single(limit => limit.Name == "requests");
            Assert.Equal((100, 41), (requests.Limit, requests.Remaining));
            Assert.InRange(requests.ResetsIn!.Value.TotalSeconds, 10, 30);
            Assert.Equal(7000, limits.Single(limit => limit.Name == "tokens").Remaining);
        }

        // A word of one's own is not taken for another's.
        Assert.Equal(41, Known(one).Single(limit => limit.Name == "requests").Remaining);
    }

    [RedisFact]
    public async Task A_provider_of_which_nothing_is_left_rests_in_all()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server);
        var two = await members.JoinAsync(shared.Server);
        members.Emulator.Script.For("novita").Respond(
            Answer, "application/json",
            headers: new Dictionary<string, string>(Left) { ["x-ratelimit-remaining-requests"] = "0" });

        await Ask(one, "novita");

        await Members.Until(() => two.Health.Routes.Any(
            route => route is { Provider: "novita", State: RouteState.Resting }));
    }

    [RedisTheory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task A_key_that_was_refused_rests_in_all_before_they_have_used_it(int status)
    {
        await using var members = await Members.StartAsync();
        var (first, second) = (members.Emulator.ProviderKey("groq"), members.Emulator.ProviderKey("groq") + "-2");
        var one = await members.JoinAsync(shared.Server, WithKeys);
        var two = await members.JoinAsync(shared.Server, WithKeys);
        members.Emulator.Script.When(request => request.Method == "POST").Once().Fail(
            status, """{"error":{"message":"no"}}""", new Dictionary<string, string> { ["Retry-After"] = "300" });

        await Ask(one, "groq");

        var refused = members.Emulator.Requests.First(request => request.Method == "POST").Headers["Authorization"];
        await Members.Until(() => one.Health.Routes.Any(route => route.State == RouteState.Resting));
        await one.Core.State.Sharing!.KeepAsync(new("rests", "in order", "", TimeSpan.FromMinutes(1)));
        for (var call = 0; call < 6; call++)
        {
            await Ask(two, "groq");
        }

        Assert.Equal(1, members.Emulator.Requests.Count(
            request => request.Method == "POST" && request.Headers["Authorization"] == refused));

        void WithKeys(InferenceProvidersOptions options)
        {
            options.Routing.AllowedProviders = ["groq"];
            options.Routing.AuthMode = AuthMode.Direct;
            options.ProviderKeys["groq"] = [new("first", first), new("second", second)];
        }
    }

    [RedisFact]
    public async Task Requests_a_minute_hold_for_all_together()
    {
        const int Limit = 20;
        await using var members = await Members.StartAsync();

        // The limit holds where messages take 20 ms: by this clock 1.2 s, for a machine that is busy with other tests.
        var clock = new SlowClock(60);
        var routers = new List<InferenceRouter>();
        for (var i = 0; i < 4; i++)
        {
            routers.Add(await members.JoinAsync(shared.Server, options =>
            {
                options.RateLimits["huggingface"] = new() { RequestsPerMinute = Limit };
                options.Timeouts.Call = TimeSpan.FromSeconds(3);
                options.TimeProvider = clock;
            }));
        }

        await Members.Until(() => routers.All(router => router.Core.State.Rates!.Members == 4));

        // All at once, and most of them in one process.
        await Task.WhenAll(Enumerable.Range(0, 80).Select(i => TryAsync(routers[i < 50 ? 0 : i % 4])));

        var sent = members.Emulator.Requests.Count(request => request.Method == "POST");
        Assert.InRange(sent, Limit * 3 / 4, Limit);
        await Members.Until(() => routers.All(router => router.Health.Routes.Any(
            route => route.RateLimits.Any(
                limit => limit is { IsOwn: true, Name: "requests" } && limit.Remaining == Limit - sent))));
    }

    [RedisFact]
    public async Task A_process_that_starts_later_counts_what_was_taken_before()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server, Limited);
        for (var call = 0; call < 3; call++)
        {
            Assert.True(await TryAsync(one));
        }

        var store = one.Core.Settings.Sharing.Store!;
        await Members.Until(() => store.GetAsync("rates", default).AsTask().GetAwaiter().GetResult()
            .Sum(entry => entry.Value.Split(' ')[1..].Sum(
                taken => int.Parse(taken.Split(':')[1], CultureInfo.InvariantCulture))) == 3);
        var two = await members.JoinAsync(shared.Server, Limited);
        await two.Core.State.Sharing!.FirstReading;

        Assert.False(await TryAsync(two));

        static void Limited(InferenceProvidersOptions options)
        {
            options.RateLimits["huggingface"] = new() { RequestsPerMinute = 3 };
            options.Timeouts.Call = TimeSpan.FromSeconds(5);
        }
    }

    private static List<RateLimitStatus> Known(InferenceRouter router) =>
        [.. router.Health.Routes.Where(route => route.Provider == "novita").SelectMany(route => route.RateLimits)];

    private static Task<ChatResponse> Ask(InferenceRouter router, string provider) =>
        router.AsIChatClient(Members.Model, provider).GetResponseAsync("Hello", Members.Short);

    private static async Task<bool> TryAsync(InferenceRouter router)
    {
        try
        {
            await Ask(router, "novita");
            return true;
        }
        catch (InferenceException exception)
            when (exception is { Kind: InferenceErrorKind.RateLimited, StatusCode: null })
        {
            return false;
        }
    }
}
