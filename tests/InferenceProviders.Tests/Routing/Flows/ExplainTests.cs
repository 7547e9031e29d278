using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Flows;

/// <summary>What a call would do, told without making it: then it is made, and does that.</summary>
public class ExplainTests
{
    private const string First = EmulatedRouter.Model;
    private const string Second = "Qwen/Qwen3-32B";

    private static readonly ChatOptions Tools = new()
    {
        Tools = [
            AIFunctionFactory.CreateDeclaration(
                "lookup", "Looks up.", System.Text.Json.JsonDocument.Parse("""{"type":"object"}""").RootElement)],
    };

    [Theory]
    [InlineData(RoutePolicies.Listed)]
    [InlineData(RoutePolicies.Cheapest)]
    [InlineData(RoutePolicies.Fastest)]
    public async Task The_order_is_that_in_which_a_call_asks(string policy)
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => (options.Routing.Policy, options.Routing.MaxAttempts) = (policy, 10));
        rig.Emulator.Script.For(model: First).Fail(500);

        var told = Assert.Single((await rig.Router.ExplainAsync([First], [new(ChatRole.User, "Hello")])).Models);
        Assert.Empty(rig.Asked);
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello"));

        Assert.Equal(
            error.Attempts.Select(attempt => attempt.Provider).Distinct(), told.Routes.Select(route => route.Provider));
        Assert.All(
            told.Routes, route => Assert.Equal((AuthMode.Routed, "huggingface"), (route.AuthMode, route.Account)));
    }

    [Fact]
    public async Task The_servers_choice_comes_first_and_the_providers_own_routes_behind_it()
    {
        await using var rig = await EmulatedRouter.StartAsync();

        var told = Assert.Single((await rig.Router.ExplainAsync(First)).Models);

        Assert.Equal(("auto", false), (told.Routes[0].Provider, told.Routes[0].IsFallback));
        Assert.NotNull(told.Routes[0].MaxCostProblem);
        Assert.True(told.Routes.Count > 1);
        Assert.All(told.Routes.Skip(1), route => Assert.True(route.IsFallback));
    }

    [Fact]
    public async Task The_price_at_most_is_what_a_limit_reserves()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.AllowedProviders = ["novita"]);
        var options = new ChatOptions { MaxOutputTokens = 1000 };

        var told = (await rig.Router.ExplainAsync([First], [new(ChatRole.User, "Hello")], options)).Models[0].Routes[0];
        var limit = new SpendLimit(told.MaxCost!.Value - 0.000_000_001m);
        var refused = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Chat.GetResponseAsync("Hello", options.WithRouting(new() { SpendLimit = limit })));

        Assert.Contains($"it may cost {told.MaxCost} US dollars", refused.Message, StringComparison.Ordinal);
        var longest = (await rig.Router.ExplainAsync(First, options)).Models[0].Routes[0];
        Assert.True(longest.MaxCost > told.MaxCost);
    }

    [Fact]
    public async Task What_holds_a_call_back_is_told()
    {
        var limit = new SpendLimit(0.00001m) { Name = "tiny" };
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.RateLimits["huggingface"] = new() { RequestsPerMinute = 1 };
            options.Routing.Policy = RoutePolicies.Listed;
            options.Routing.MaxFirstToken = TimeSpan.FromMicroseconds(1);
        });
        var free = (await rig.Router.ExplainAsync(First)).Models[0].Routes[0];
        await foreach (var _ in rig.Chat.GetStreamingResponseAsync("Hello"))
        {
        }

        var limited = (await rig.Router.ExplainAsync(First)).Models[0].Routes.Single(
            route => route.Provider == free.Provider);
        var spent = (await rig.Router.ExplainAsync(
            First, new ChatOptions { MaxOutputTokens = 1000 }.WithRouting(new() { SpendLimit = limit }))).Models[0];

        Assert.Equal((null, false, true), (free.HeldBackBy, free.IsSlow, limited.IsSlow));
        Assert.StartsWith("a limit on the rate, for 60", limited.HeldBackBy, StringComparison.Ordinal);
        Assert.Equal("the spend limit 'tiny' (0 of 0.00001 US dollars spent)", spent.Routes[0].HeldBackBy);
        Assert.Contains("slower than wanted, held back: a limit", limited.ToString(), StringComparison.Ordinal);
        Assert.Equal((0m, 0m), (limit.Spent, limit.Reserved));
    }

    [Fact]
    public async Task Who_is_left_out_is_told_with_the_reason()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.Routing.DeniedProviders = ["groq"];
            options.Routing.MaxOutputPrice = 0.25m;
        });

        var told = (await rig.Router.ExplainAsync(First)).Models[0];

        Assert.Equal("denied", told.Excluded.Single(excluded => excluded.Provider == "groq").Reason);
        Assert.Equal("too expensive", told.Excluded.Single(excluded => excluded.Provider == "fireworks-ai").Reason);
        Assert.Equal(
            "of unknown price", told.Excluded.Single(excluded => excluded.Provider == "featherless-ai").Reason);
        Assert.DoesNotContain(told.Routes, route => told.Excluded.Any(excluded => excluded.Provider == route.Provider));
    }

    [Fact]
    public async Task A_provider_that_refused_tools_is_left_out_of_calls_with_tools()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute("groq")
            .Fail(400, """{"error":{"message":"This model does not support tools.","code":"unsupported"}}""");
        await rig.Chat.GetResponseAsync("Hello", Tools);

        Assert.Equal("together", (await rig.Router.ExplainAsync(First, Tools)).Models[0].Routes[0].Provider);
        Assert.Equal("groq", (await rig.Router.ExplainAsync(First)).Models[0].Routes[0].Provider);
    }

    [Fact]
    public async Task A_chain_is_told_model_by_model_and_those_that_rest_come_last()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        var down = "http://127.0.0.1:9/v1";
        var chain = new[] { down, "nobody/has-this:cheapest", Second + ":groq" };
        var chat = rig.Router.AsIChatClient(chain);

        Assert.Equal(chain.Order(), (await rig.Router.ExplainAsync(chain)).Models.Select(model => model.Model).Order());
        for (var call = 0; call < 3; call++)
        {
            await chat.GetResponseAsync("Hello");
        }

        var told = (await rig.Router.ExplainAsync(chain)).Models;
        Assert.Equal([.. chain.Skip(1), down], told.Select(model => model.Model));
        Assert.Equal([true, true, false], told.Select(model => model.IsReady));
        var broken = told[^1];
        Assert.Equal(
            (RouteState.Broken, "127.0.0.1:9", AuthMode.Endpoint),
            (broken.Routes[0].State, broken.Routes[0].Account, broken.Routes[0].AuthMode));
        Assert.NotNull(broken.Routes[0].StateEndsIn);
    }

    [Fact]
    public async Task A_model_that_nobody_serves_says_so_without_an_exception()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.Policy = RoutePolicies.Listed);

        var told = (await rig.Router.ExplainAsync(["nobody/has-this", First])).Models;

        Assert.Equal([First, "nobody/has-this"], told.Select(model => model.Model));
        Assert.Equal(InferenceErrorKind.ModelNotFound, told[1].Error);
        Assert.Empty(told[1].Routes);
        Assert.Contains("nobody/has-this", told[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_the_users_own_and_other_tasks_are_told_too()
    {
        await using var rig = await EmulatedRouter.StartAsync(configure: null, "groq");

        var chat = (await rig.Router.ExplainAsync(First + ":groq")).Models[0];
        Assert.Equal(
            ("groq", AuthMode.Direct, "groq"),
            (chat.Routes[0].Provider, chat.Routes[0].AuthMode, chat.Routes[0].Account));
        Assert.Contains(
            chat.Excluded, excluded => excluded is { Provider: "together", Reason: "another provider is named" });

        var picture = (await rig.Router.ExplainAsync(
            ["black-forest-labs/FLUX.1-dev"], InferenceTask.TextToImage)).Models[0];
        Assert.NotEmpty(picture.Routes);
        Assert.Empty(rig.Asked);
    }

    [Fact]
    public async Task Keys_are_told_by_their_names()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
            options.ProviderKeys["groq"] = [new("team-a", "secret-one"), new("team-b", "secret-two")]);

        var told = await rig.Router.ExplainAsync(First + ":groq");

        Assert.Equal(["team-a", "team-b"], told.Models[0].Routes[0].KeyNames);
        Assert.DoesNotContain("secret", told.ToString(), StringComparison.Ordinal);
        Assert.Contains("groq (Direct, groq: team-a, team-b)", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_a_call_would_refuse_are_refused_here_too()
    {
        await using var rig = await EmulatedRouter.StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => rig.Router.ExplainAsync(First, new ChatOptions { Temperature = float.NaN }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => rig.Router.ExplainAsync("not a model"));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => rig.Router.ExplainAsync(First, new ChatOptions().WithRouting(new() { FallbackModels = ["a//b"] })));
    }

    [Fact]
    public async Task A_provider_that_ignores_a_parameter_is_left_out_where_that_is_required()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.Routing.RequireParameters = true;
            options.Providers = [
                new Provider(
                    "groq",
                    new Uri(
                        "https://api.groq.com/openai")) { Chat = ChatDialect.OpenAI with { IgnoredFields =
                        new HashSet<string> { "seed" } } }];
        });

        var told = (await rig.Router.ExplainAsync(First, new ChatOptions { Seed = 1 })).Models[0];

        Assert.Contains(told.Excluded, excluded => excluded.Provider == "groq");
        Assert.DoesNotContain(
            (await rig.Router.ExplainAsync(First)).Models[0].Excluded, excluded => excluded.Provider == "groq");
    }

    [Fact]
    public async Task Telling_does_not_take_the_turn_of_the_call_that_probes()
    {
        var clock = new ManualTime();
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.TimeProvider = clock;
            options.Routing.PreferredProviders = ["groq", "together"];
        });
        var failing = rig.OnOwnRoute("groq").Fail(500).Times(2);
        await rig.Chat.GetResponseAsync("Hello");
        clock.Advance(TimeSpan.FromSeconds(3));
        await rig.Chat.GetResponseAsync("Hello");
        Assert.Equal(2, failing.Hits);
        clock.Advance(TimeSpan.FromSeconds(6));

        for (var look = 0; look < 3; look++)
        {
            Assert.Equal(
                ("groq", RouteState.Probing), (await rig.Router.ExplainAsync(First)).Models[0].Routes[0] is var first
                    ? (first.Provider, first.State)
                    : default);
        }

        Assert.Equal("groq", (await rig.Chat.GetResponseAsync("Hello")).GetRoutingReport()!.Provider);
    }

    [Fact]
    public async Task The_text_names_everything_in_order()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.Routing.Policy = RoutePolicies.Cheapest;
            options.Routing.DeniedProviders = ["groq"];
        });

        var text = (await rig.Router.ExplainAsync(First, new() { MaxOutputTokens = 100 })).ToString();

        Assert.StartsWith(
            $"{First}{Environment.NewLine}  1. novita (Routed, huggingface), at most $", text,
            StringComparison.Ordinal);
        Assert.Contains("groq (denied)", text, StringComparison.Ordinal);
    }
}
