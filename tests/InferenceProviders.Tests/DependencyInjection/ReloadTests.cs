using InferenceProviders.Emulator;
using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>
/// Settings that change while the application runs: the next call knows them, calls under way do not notice.
/// </summary>
public sealed class ReloadTests
{
    private const string Model = "openai/gpt-oss-120b";

    [Fact]
    public async Task A_stream_goes_on_while_keys_policy_and_limits_change()
    {
        var clock = new GateClock(passes: 5);
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions
        {
            TokenInterval = TimeSpan.FromSeconds(1),
            TimeProvider = clock,
            UserTokens = { "hf_new" },
        });
        emulator.Script.For().Once().Text(string.Join(' ', Enumerable.Range(1, 60)));
        await using var app = await App.StartAsync(App.Settings(emulator));
        var chat = app.Router.AsIChatClient(Model);

        await using var stream = chat.GetStreamingResponseAsync("Count to 60").GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());
        var live = emulator.Requests.Single();
        app.Change(
            ("Token", "hf_new"), ("Routing:Policy", "cheapest"), ("Timeouts:Call", "00:00:01"),
            ("Limits:ResponseBytes", "1024"), ("BillTo", "emulator-org"));
        Assert.False(live.Completion.IsCompleted);

        clock.Open();
        var text = stream.Current.Text;
        while (await stream.MoveNextAsync())
        {
            text += stream.Current.Text;
        }

        Assert.EndsWith("59 60", text, StringComparison.Ordinal);
        Assert.Equal($"Bearer {emulator.Token}", live.Headers["authorization"]);

        emulator.ClearRequests();
        var settings = app.Router.Core.Settings;
        Assert.Equal(
            ("cheapest", TimeSpan.FromSeconds(1), 1024),
            (settings.Routing.Policy!.Name, settings.Timeouts.Call, settings.Limits.ResponseBytes));
        app.Change(("Timeouts:Call", "00:01:00"), ("Limits:ResponseBytes", "1000000"));
        var answer = await chat.GetResponseAsync("Where is Paris?");

        Assert.NotEqual("auto", answer.GetRoutingReport()!.Provider);
        Assert.All(emulator.Requests.Where(request => request.Method == "POST"), request =>
            Assert.Equal(
                ("Bearer hf_new", "emulator-org"),
                (request.Headers["authorization"], request.Headers["x-hf-bill-to"])));
        Assert.Contains(
            emulator.Requests, request =>
                request.Method == "POST" && request.Path.StartsWith("/v1/", StringComparison.Ordinal) == false);
    }

    [Fact]
    public async Task A_provider_key_that_is_added_is_used_and_one_that_is_taken_away_is_not()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator));
        var chat = app.Router.AsIChatClient(Model, "groq");

        var before = (await chat.GetResponseAsync("One")).GetRoutingReport()!;
        app.Change(("ProviderKeys:groq", emulator.ProviderKey("groq")));
        var with = (await chat.GetResponseAsync("Two")).GetRoutingReport()!;
        app.Change(("ProviderKeys:groq", ""));
        var after = (await chat.GetResponseAsync("Three")).GetRoutingReport()!;

        Assert.Equal([AuthMode.Routed, AuthMode.Direct, AuthMode.Routed], new[]
        {
            before.AuthMode,
            with.AuthMode,
            after.AuthMode,
        });
    }

    [Fact]
    public async Task Wrong_settings_are_logged_and_the_last_right_ones_stay()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator));
        var chat = app.Router.AsIChatClient(Model);

        app.Change(("Routing:Policy", "luckiest"), ("BillTo", "emulator-org"));

        var line = Assert.Single(app.Log.Lines, line => line.Level == LogLevel.Error);
        Assert.Contains(
            "InferenceProviders:Routing:Policy: 'luckiest' is not a routing policy", line.Text,
            StringComparison.Ordinal);
        await chat.GetResponseAsync("One");
        Assert.DoesNotContain("x-hf-bill-to", emulator.Requests[^1].Headers.Keys);
        Assert.Null(app.Services.GetRequiredService<IOptionsMonitor<InferenceProvidersOptions>>().CurrentValue.BillTo);

        app.Change(("Routing:Policy", "server"));
        await chat.GetResponseAsync("Two");
        Assert.Equal("emulator-org", emulator.Requests[^1].Headers["x-hf-bill-to"]);
    }

    [Fact]
    public async Task A_file_that_is_saved_is_read_again()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var folder = Directory.CreateTempSubdirectory("settings");
        try
        {
            var file = Path.Combine(folder.FullName, "appsettings.json");
            await File.WriteAllTextAsync(
                file,
                """{ "InferenceProviders": { "BillTo": "one", "ProviderKeys": { "groq": "gsk_1" }, "Routing": """
                + """{ "PreferredProviders": [ "groq", "together" ] } } }""");
            await using var app = await App.StartAsync(App.Settings(emulator), builder =>
            {
                builder.Configuration.AddJsonFile(file, optional: false, reloadOnChange: true);
                builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section));
            });
            Assert.Equal(("one", 1, 2), Read(app));

            await File.WriteAllTextAsync(file, """{ "InferenceProviders": { "BillTo": "two" } }""");
            await app.Log.WhenLogged(_ => Read(app) == ("two", 0, 0));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static (string?, int, int) Read(App app) =>
            (app.Router.Core.Settings.BillTo, app.Router.Core.Settings.ProviderKeys.Count,
                app.Router.Core.Settings.Routing.Preferred.Length);
    }

    [Fact]
    public async Task What_was_spent_counts_under_the_new_limit()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var settings = App.Settings(emulator);
        settings["SpendLimit"] = "1";
        settings["SpendLimits:huggingface"] = "1";
        await using var app = await App.StartAsync(settings);
        var chat = app.Router.AsIChatClient(Model);
        var options = new ChatOptions { MaxOutputTokens = 100 };

        await chat.GetResponseAsync("One", options);
        var spent = app.Router.Core.Settings.SpendLimit!.Spent;
        Assert.True(spent > 0);
        app.Change(("SpendLimit", "0.000000001"), ("SpendLimits:huggingface", "2"));

        Assert.Equal(
            (spent, spent, 2m),
            (app.Router.Core.Settings.SpendLimit!.Spent, app.Router.Core.Settings.SpendLimits["huggingface"].Spent,
                app.Router.Core.Settings.SpendLimits["huggingface"].Limit));
        var error = await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync("Two", options));
        Assert.Equal(InferenceErrorKind.SpendLimitReached, error.Kind);
    }

    [Fact]
    public async Task What_a_tenant_spent_counts_under_its_new_limit()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var settings = App.Settings(emulator);
        settings["SpendLevels:tenant:UsDollars"] = "1";
        settings["SpendLevels:user:UsDollars"] = "1";
        settings["SpendLevels:user:Parent"] = "tenant";
        await using var app = await App.StartAsync(settings);
        var chat = app.Router.AsIChatClient(Model);
        var user = app.Router.GetSpendLimit("user", "acme", "4711");
        var options = new ChatOptions { MaxOutputTokens = 100 };

        await chat.GetResponseAsync("One", options.WithRouting(new() { SpendLimit = user }));
        app.Change(("SpendLevels:tenant:Amounts:acme", "0.000000001"), ("SpendLevels:user:Period", "day"));

        var now = app.Router.GetSpendLimit("user", "acme", "4711");
        Assert.True(user.Spent > 0);
        Assert.Equal(
            (user.Spent, SpendPeriod.Day(), user.Spent, 0.000000001m),
            (now.Spent, now.Period, now.Parent!.Spent, now.Parent.Limit));
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => chat.GetResponseAsync("Two", options.WithRouting(new() { SpendLimit = now })));
        Assert.Equal(
            (InferenceErrorKind.SpendLimitReached, "tenant:acme"), (error.Kind, error.SpendLimit!.Name));
    }

    [Fact]
    public async Task Health_catalogue_and_connections_are_kept()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator));
        var before = await app.Router.Catalog.GetModelsAsync();
        await app.Router.AsIChatClient(Model, "groq").GetResponseAsync("One");
        var core = app.Router.Core;

        app.Change(("BillTo", "emulator-org"), ("Routing:Policy", "fastest"));

        Assert.NotSame(core, app.Router.Core);
        Assert.Same(before, await app.Router.Catalog.GetModelsAsync());
        Assert.Equal("groq", Assert.Single(app.Router.Health.Routes).Provider);
        Assert.Contains(app.Log.Lines, line => line.Text == "The options of the router '' were reloaded.");
    }

    [Fact]
    public async Task The_list_of_another_router_is_not_that_of_this_one()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var other = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator));
        await app.Router.Catalog.GetModelsAsync();

        app.Change(("RouterEndpoint", other.BaseAddress.AbsoluteUri));
        await app.Router.Catalog.GetModelsAsync();

        Assert.Equal("/v1/models", Assert.Single(other.Requests).Path);
    }
}
