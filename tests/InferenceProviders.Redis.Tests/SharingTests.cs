using InferenceProviders.Emulator;
using InferenceProviders.Redis.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InferenceProviders.Redis.Tests;

/// <summary>Rests, refusals, conversations and the list of models, over a real server.</summary>
public sealed class SharingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly Dictionary<string, string> Later = new() { ["Retry-After"] = "300" };

    [RedisFact]
    public async Task A_route_that_rests_in_one_process_rests_in_all_and_in_those_that_start_later()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server, Alone);
        var two = await members.JoinAsync(shared.Server, Alone);
        members.Emulator.Script.For("novita")
            .Fail(429, """{"error":"busy"}""", Later);

        await Assert.ThrowsAsync<InferenceException>(() => Ask(one));

        await Members.Until(() => Rests(two));
        var three = await members.JoinAsync(shared.Server, options => options.Routing.AllowedProviders = null);
        await Members.Until(() => Rests(three));

        // Nobody asks again where there is somebody else.
        var answer = await three.AsIChatClient(Members.Model).GetResponseAsync(
            "Hello", Members.Short.Clone()
            .WithRouting(new() { PreferredProviders = ["novita", "groq"], MaxAttempts = 1 }));
        Assert.Equal("groq", answer.GetRoutingReport()!.Provider);
    }

    [RedisFact]
    public async Task A_rest_is_as_long_where_the_clock_is_off()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server, Alone);
        var two = await members.JoinAsync(shared.Server, options =>
        {
            Alone(options);
            options.TimeProvider = new OffClock(TimeSpan.FromMinutes(-17));
        });
        members.Emulator.Script.When(request => request.Method == "POST")
            .Fail(429, """{"error":"busy"}""", Later);

        await Assert.ThrowsAsync<InferenceException>(() => Ask(one));

        await Members.Until(() => Rests(two));
        Assert.InRange(Route(two)!.StateEndsIn!.Value.TotalSeconds, 270, 300);
    }

    [RedisFact]
    public async Task A_key_of_several_rests_and_its_name_is_all_that_is_told()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server, WithKeys);
        var two = await members.JoinAsync(shared.Server, WithKeys);
        members.Emulator.Script.When(request => request.Method == "POST").Once()
            .Fail(429, """{"error":"busy"}""", Later);

        await Ask(one);

        var resting = one.Health.Routes.Single(route => route.State == RouteState.Resting);
        await Ask(two);
        await Ask(two);
        await Members.Until(() => two.Health.Routes.Any(
            route => route.State == RouteState.Resting && route.KeyName == resting.KeyName));
        await foreach (var key in shared.Connection.GetServers()[0].KeysAsync(pattern: "*rests*"))
        {
            var type = await shared.Connection.GetDatabase().KeyTypeAsync(key);
            var text = type == StackExchange.Redis.RedisType.Hash
                ? string.Join(' ', await shared.Connection.GetDatabase().HashKeysAsync(key)) : "";
            Assert.DoesNotContain("key-groq", text, StringComparison.Ordinal);
        }

        void WithKeys(InferenceProvidersOptions options)
        {
            options.Routing.AllowedProviders = ["groq"];
            options.Routing.AuthMode = AuthMode.Direct;
            options.ProviderKeys["groq"] =
                [new("first", members.Emulator.ProviderKey("groq")),
                    new("second", members.Emulator.ProviderKey("groq") + "-2")];
        }
    }

    [RedisFact]
    public async Task A_conversation_stays_with_its_provider_in_every_process()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server, options => options.Routing.AllowedProviders = null);
        var two = await members.JoinAsync(shared.Server, options => options.Routing.AllowedProviders = null);
        var options = Members.Short.Clone().WithRouting(
            new() { SessionAffinityKey = "talk 4711", AllowedProviders = ["novita"] });
        await one.AsIChatClient(Members.Model).GetResponseAsync("Hello", options);

        await Members.Until(() => two.Core.Sticky.Find("talk 4711", Members.Model, members.Emulator.Token) == "novita"
            || two.Core.Sticky.Find("talk 4711", Members.Model, null) == "novita");

        var again = await two.AsIChatClient(Members.Model).GetResponseAsync(
            "Hello", Members.Short.Clone().WithRouting(new() { SessionAffinityKey = "talk 4711" }));
        Assert.Equal("novita", again.GetRoutingReport()!.Provider);
        await foreach (var key in shared.Connection.GetServers()[0].KeysAsync(pattern: "*conversations}"))
        {
            var names = await shared.Connection.GetDatabase().HashKeysAsync(key);
            Assert.DoesNotContain(names, name => name.ToString().Contains("4711", StringComparison.Ordinal));
        }
    }

    [RedisFact]
    public async Task What_a_provider_refused_one_process_no_other_asks_it_for()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server, Alone);
        var two = await members.JoinAsync(shared.Server, Alone);
        members.Emulator.Script.When(request => request.Method == "POST")
            .Fail(400, """{"error":{"message":"tools are not supported by this model"}}""");
        var options = Members.Short.Clone();
        options.Tools = [AIFunctionFactory.Create(() => "sunny", "get_weather")];

        await Assert.ThrowsAsync<InferenceException>(
            () => one.AsIChatClient(Members.Model).GetResponseAsync("Hello", options));

        await Members.Until(() => Refuses(two));
    }

    [RedisFact]
    public async Task A_breaker_is_each_process_own()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server, Alone);
        var two = await members.JoinAsync(shared.Server, Alone);
        await Ask(two);
        members.Emulator.Script.When(request => request.Method == "POST")
            .Fail(500, """{"error":"broken"}""");
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<InferenceException>(() => Ask(one));
        }

        // What is told after it has arrived, so that this would have, too.
        await one.Core.State.Sharing!.KeepAsync(new("rests", "nothing", "", TimeSpan.FromMinutes(1)));
        Assert.Equal(RouteState.Broken, Route(one)!.State);
        Assert.Equal(RouteState.Healthy, Route(two)!.State);
    }

    [RedisFact]
    public async Task The_list_of_models_is_fetched_once_for_all()
    {
        await using var members = await Members.StartAsync();
        var routers = new List<InferenceRouter>();
        for (var i = 0; i < 4; i++)
        {
            routers.Add(await members.JoinAsync(shared.Server));
        }

        var lists = await Task.WhenAll(routers.Select(router => router.Catalog.GetModelsAsync().AsTask()));

        Assert.Equal(1, members.Emulator.Requests.Count(request => request.Path == "/v1/models"));
        Assert.All(lists, list => Assert.Equal(lists[0].Models.Count, list.Models.Count));
        Assert.All(lists, list => Assert.Equal(lists[0].RetrievedAt, list.RetrievedAt));
        Assert.Equal(
            lists[0].Find(Members.Model)!.Offer("novita")!.InputPrice,
            lists[3].Find(Members.Model)!.Offer("novita")!.InputPrice);
    }

    [RedisFact]
    public async Task It_is_registered_with_a_line_and_the_health_check_sees_the_server()
    {
        await using var server = await RedisServer.StartAsync("--save", "");
        await using var emulator = await EmulatorHost.StartAsync();
        var services = new ServiceCollection().AddLogging();
        services.AddInferenceProviders(options =>
        {
            var its = emulator.RouterOptions();
            (options.Token, options.UseEnvironment) = (its.Token, false);
            (options.RouterEndpoint, options.HubEndpoint) = (its.RouterEndpoint, its.HubEndpoint);
        }).UseRedis(server.Configuration, redis => redis.KeyPrefix = "app");
        services.AddHealthChecks().AddInferenceProviders();
        await using var provider = services.BuildServiceProvider();
        var router = provider.GetRequiredService<InferenceRouter>();
        await Members.Until(() => router.Core.State.Sharing!.IsConnected);

        var well = await CheckAsync();
        await server.StopAsync();
        await Members.Until(() => !router.Core.State.Sharing!.IsConnected);
        var unwell = await CheckAsync();

        Assert.Equal("reachable", well.Data["shared_store"]);
        Assert.Equal(HealthStatus.Degraded, unwell.Status);
        Assert.Contains("the store that limits and rests are shared in cannot be reached", unwell.Description,
            StringComparison.Ordinal);
        Assert.Equal("unreachable", unwell.Data["shared_store"]);

        async Task<HealthReportEntry> CheckAsync() => (await provider.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync()).Entries["inference-providers"];
    }

    [Fact]
    public void Without_a_connection_in_the_container_it_says_what_to_do()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddInferenceProviders(options => options.UseEnvironment = false).UseRedis();
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<InferenceRouter>);

        Assert.Contains("UseRedis(\"localhost:6379\")", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_the_options_is_said()
    {
        Assert.Throws<ArgumentException>(() => new RedisSharedStore(" "));
        Assert.Throws<ArgumentException>(() => new RedisSharedStore("abortConnect=false"));
        Assert.Throws<ArgumentException>(() => new RedisSharedStore("localhost", new() { KeyPrefix = "a{b}" }));
        Assert.Throws<ArgumentOutOfRangeException>(
            "options.MaxEntries", () => new RedisSharedStore("localhost", new() { MaxEntries = 0 }));
    }

    private static void Alone(InferenceProvidersOptions options) => options.Routing.MaxAttempts = 1;

    private static Task<ChatResponse> Ask(InferenceRouter router) =>
        router.AsIChatClient(Members.Model, router.Core.Settings.ProviderKeys.Count > 0 ? "groq" : "novita")
            .GetResponseAsync("Hello", Members.Short);

    private static RouteStatus? Route(InferenceRouter router) =>
        router.Health.Routes.FirstOrDefault(route => route.Provider == "novita");

    private static bool Rests(InferenceRouter router) => Route(router)?.State == RouteState.Resting;

    private static bool Refuses(InferenceRouter router) =>
        router.Health.Routes.Any(route => route.Refused.Contains("tools"));
}
