using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Tests.Routing.Keys;

/// <summary>Several keys for one provider: whose turn it is, which rests, and what is said of it.</summary>
public sealed class ProviderKeyTests
{
    private static readonly ProviderKeyList Three = [
        new("team-a", "secret-a"), new("team-b", "secret-b"), new("team-c", "secret-c")];

    [Fact]
    public async Task Calls_take_the_keys_in_turn_and_the_report_names_the_key()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options => options.ProviderKeys["groq"] = Three);
        var chat = router.AsIChatClient(KeyServer.Model);
        var names = new List<string?>();

        for (var i = 0; i < 6; i++)
        {
            names.Add((await chat.GetResponseAsync("Hello")).GetRoutingReport()!.KeyName);
        }

        Assert.Equal(["team-a", "team-b", "team-c", "team-a", "team-b", "team-c"], names);
        Assert.Equal(["secret-a", "secret-b", "secret-c", "secret-a", "secret-b", "secret-c"], server.Asked);
    }

    [Fact]
    public async Task A_key_takes_calls_by_its_weight_evenly_mixed()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options =>
            options.ProviderKeys["groq"] = ["light", new("heavy", "heavy-secret") { Weight = 3 }]);
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");

        for (var i = 0; i < 8; i++)
        {
            await chat.GetResponseAsync("Hello");
        }

        Assert.Equal(6, server.Asked.Count(key => key == "heavy-secret"));
        Assert.Equal(3, server.Asked.Take(4).Count(key => key == "heavy-secret"));
    }

    [Fact]
    public async Task A_rate_limit_rests_the_key_and_the_next_key_is_asked_at_once()
    {
        await using var server = new KeyServer()
            .On("secret-a", count => count == 0 ? KeyServer.Busy(30) : KeyServer.Fine);
        using var router = server.Router(
            options => (options.ProviderKeys["groq"], options.ProviderKeys["together"]) = (Three, "other"));
        var chat = router.AsIChatClient(KeyServer.Model);

        // The clock stands still: a pause would never end.
        var report = (await chat.GetResponseAsync("Hello")).GetRoutingReport()!;
        Assert.Equal(("groq", "team-b"), (report.Provider, report.KeyName));
        Assert.Equal(
            [("team-a", InferenceErrorKind.RateLimited), ("team-b", (InferenceErrorKind?)null)],
            report.Attempts.Select(attempt => (attempt.KeyName!, attempt.Error)));

        await chat.GetResponseAsync("Hello");
        await chat.GetResponseAsync("Hello");
        Assert.Equal(["secret-a", "secret-b", "secret-c", "secret-b"], server.Asked);
        var resting = Assert.Single(router.Health.Routes, route => route.State == RouteState.Resting);
        Assert.Equal(("team-a", TimeSpan.FromSeconds(30)), (resting.KeyName, resting.StateEndsIn));

        server.Clock.Advance(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 4; i++)
        {
            await chat.GetResponseAsync("Hello");
        }

        Assert.Contains("secret-a", server.Asked.Skip(4));
    }

    [Fact]
    public async Task Of_three_keys_one_rests_and_one_is_empty_and_the_third_answers()
    {
        await using var server = new KeyServer().On("secret-a", KeyServer.Busy(60)).On("secret-b", KeyServer.Empty);
        using var router = server.Router(
            options => (options.ProviderKeys["groq"], options.ProviderKeys["together"]) = (Three, "other"));
        var chat = router.AsIChatClient(KeyServer.Model);

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(("groq", "team-c"), await Answered(chat));
        }

        Assert.Equal(1, server.Asked.Count(key => key == "secret-a"));
        Assert.Equal(1, server.Asked.Count(key => key == "secret-b"));
    }

    [Fact]
    public async Task A_refused_key_rests_for_every_model_and_comes_back()
    {
        await using var server = new KeyServer()
            .On("secret-a", count => count == 0 ? KeyServer.Refused : KeyServer.Fine);
        using var router = server.Router(options => options.ProviderKeys["groq"] = Three);

        Assert.Equal(("groq", "team-b"), await Answered(router.AsIChatClient(KeyServer.Model, provider: "groq")));
        for (var i = 0; i < 3; i++)
        {
            await Answered(router.AsIChatClient("org/other", provider: "groq"));
        }

        Assert.Equal(1, server.Asked.Count(key => key == "secret-a"));
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 4; i++)
        {
            await Answered(router.AsIChatClient(KeyServer.Model, provider: "groq"));
        }

        Assert.Equal(2, server.Asked.Count(key => key == "secret-a"));
    }

    [Fact]
    public async Task When_every_key_rests_the_provider_does_until_the_first_is_back()
    {
        await using var server = new KeyServer().On("secret-a", KeyServer.Busy(60)).On("secret-b", KeyServer.Busy(20))
            .On("secret-c", KeyServer.Busy(40));
        using var router = server.Router(
            options => (options.ProviderKeys["groq"], options.ProviderKeys["together"]) = (Three, "other"));
        var chat = router.AsIChatClient(KeyServer.Model, provider: null);
        var patient = new ChatOptions().WithRouting(new() { MaxAttempts = 4 });

        Assert.Equal("together", (await chat.GetResponseAsync("Hello", patient)).GetRoutingReport()!.Provider);
        Assert.Equal("together", (await Answered(chat)).Provider);
        server.Clock.Advance(TimeSpan.FromSeconds(20));
        server.On("secret-b", KeyServer.Fine);

        Assert.Equal(("groq", "team-b"), await Answered(chat));
        Assert.Equal(["secret-a", "secret-b", "secret-c", "other", "other", "secret-b"], server.Asked);
    }

    [Fact]
    public async Task When_every_key_is_refused_the_error_names_the_last_and_nobody_waits()
    {
        await using var server = new KeyServer().On("secret-a", KeyServer.Refused).On("secret-b", KeyServer.Refused)
            .On("secret-c", KeyServer.Refused);
        using var router = server.Router(options => options.ProviderKeys["groq"] = Three);
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");

        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync("Hello"));
            Assert.Equal(InferenceErrorKind.Authentication, error.Kind);
            Assert.Contains(i == 0 ? "'team-c'" : "'team-a'", error.Message, StringComparison.Ordinal);
        }

        // The second call asks once: by then all three are known to be refused.
        Assert.Equal(["secret-a", "secret-b", "secret-c", "secret-a"], server.Asked);
    }

    [Fact]
    public async Task A_fault_of_the_provider_is_not_asked_for_again_with_each_key()
    {
        var down = Reply.Json("""{"error":{"message":"No instance is free."}}""", 503);
        await using var server = new KeyServer().On("secret-a", down).On("secret-b", down).On("secret-c", down);
        using var router = server.Router(
            options => (options.ProviderKeys["groq"], options.ProviderKeys["together"]) = (Three, "other"));

        Assert.Equal("together", (await Answered(router.AsIChatClient(KeyServer.Model))).Provider);

        Assert.Equal(["secret-a", "other"], server.Asked);
    }

    [Fact]
    public async Task A_conversation_keeps_its_key_until_that_one_rests()
    {
        await using var server = new KeyServer();
        using var router = server.Router(options => options.ProviderKeys["groq"] = Three);
        var chat = router.AsIChatClient(KeyServer.Model, provider: "groq");
        var used = new HashSet<string?>();

        for (var conversation = 0; conversation < 20; conversation++)
        {
            var options = new ChatOptions().WithRouting(new() { SessionAffinityKey = $"conversation {conversation}" });
            var first = (await chat.GetResponseAsync("Hello", options)).GetRoutingReport()!.KeyName;
            Assert.Equal(first, (await chat.GetResponseAsync("Hello", options)).GetRoutingReport()!.KeyName);
            used.Add(first);
        }

        Assert.Equal(3, used.Count);
        var one = new ChatOptions().WithRouting(new() { SessionAffinityKey = "conversation 1" });
        var key = server.Asked[2];
        server.On(key, KeyServer.Busy(30));
        await chat.GetResponseAsync("Hello", one);
        var other = server.Asked[^1];
        await chat.GetResponseAsync("Hello", one);
        Assert.NotEqual(key, other);
        Assert.Equal(other, server.Asked[^1]);
    }

    [Fact]
    public async Task No_key_is_ever_shown()
    {
        await using var server = new KeyServer().On("secret-a", KeyServer.Refused).On("secret-b", KeyServer.Refused)
            .On("secret-c", KeyServer.Refused);
        InferenceProvidersOptions? used = null;
        using var router = server.Router(options => (used = options).ProviderKeys["groq"] = Three);
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient(KeyServer.Model).GetResponseAsync("Hello"));

        Assert.All(
            [error.ToString(), error.RoutingReport!.ToString(), .. error.Attempts.Select(attempt => attempt.ToString()),
                router.Health.ToJson(), used!.ToString(), Three.ToString(), .. Three.Select(key => key.ToString())],
            text => Assert.DoesNotContain("secret-", text, StringComparison.Ordinal));
        Assert.Contains("\"key_name\":\"team-b\"", router.Health.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_takes_one_key_a_list_and_named_keys()
    {
        await using var app = App.Build(new Dictionary<string, string?>
        {
            ["ProviderKeys:groq"] = "gsk_x",
            ["ProviderKeys:together:0"] = "one",
            ["ProviderKeys:together:1:Name"] = "team-b",
            ["ProviderKeys:together:1:Secret"] = "two",
            ["ProviderKeys:together:1:Weight"] = "2.5",
            ["ProviderKeys:novita:prod"] = "three",
            ["ProviderKeys:novita:test:Secret"] = "four",
            ["ProviderKeys:cohere"] = "",
        });

        var keys = app.Router.Core.Settings.ProviderKeys;
        Assert.Equal([(null, "gsk_x", 1.0)], All("groq"));
        Assert.Equal([("key-1", "one", 1.0), ("team-b", "two", 2.5)], All("together"));
        Assert.Equal([("prod", "three", 1.0), ("test", "four", 1.0)], All("novita"));
        Assert.False(keys.ContainsKey("cohere"));

        IEnumerable<(string?, string, double)> All(string provider) =>
            keys[provider].Select(key => (key.Name, key.Secret, key.Weight));
    }

    [Theory]
    [InlineData("Weight", "0", "ProviderKeys:groq: The weight of a key must be more than 0")]
    [InlineData("Weight", "much", "ProviderKeys:groq:0:Weight: it must be a number such as 2 or 0.5")]
    [InlineData("Name", "a\nb", "ProviderKeys:groq: The name of a key must have 1 to 64 letters")]
    [InlineData(
        "Nmae", "a",
        "ProviderKeys:groq:0:Nmae: there is no such setting. Known settings: Name, RateLimit, Secret, Weight. Did you "
        + "mean 'Name'?")]
    [InlineData("Secret", "two words", "ProviderKeys:groq: The token or key is empty, or contains spaces")]
    [InlineData("Secret", "second", "ProviderKeys:groq: 'key-1' and 'team-b' are the same key")]
    [InlineData("Name", "Team-B", "ProviderKeys:groq: Two keys are named 'team-b'")]
    public async Task A_wrong_key_stops_the_start_and_is_not_repeated(string setting, string value, string message)
    {
        await using var app = App.Build(new Dictionary<string, string?>
        {
            ["ProviderKeys:groq:0:Secret"] = "first",
            ["ProviderKeys:groq:1:Name"] = "team-b",
            ["ProviderKeys:groq:1:Secret"] = "second",
            [$"ProviderKeys:groq:0:{setting}"] = value,
        });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);
        Assert.StartsWith($"InferenceProviders:{message}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("first", error.Message, StringComparison.Ordinal);
    }

    private static async Task<(string Provider, string? Key)> Answered(IChatClient chat)
    {
        var report = (await chat.GetResponseAsync("Hello")).GetRoutingReport()!;
        return (report.Provider, report.KeyName);
    }
}
