using System.Text.Json;
using InferenceProviders.Emulator;
using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>What a monitor sees.</summary>
public sealed class HealthCheckTests
{
    private const string Model = "openai/gpt-oss-120b";

    [Fact]
    public async Task All_is_well()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await StartAsync(App.Settings(emulator));
        await app.Router.AsIChatClient(Model, "groq").GetResponseAsync("One");

        var entry = await CheckAsync(app);

        Assert.Equal((HealthStatus.Healthy, "The router answers."), (entry.Status, entry.Description));
        Assert.Equal(("reachable", "valid"), (entry.Data["router"], entry.Data["token"]));
        Assert.Equal("Healthy", ((IReadOnlyDictionary<string, string>)entry.Data["providers"])["groq"]);
    }

    [Fact]
    public async Task It_is_served_over_http_without_secrets()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await StartAsync(App.Settings(emulator));
        using var browser = new HttpClient { BaseAddress = app.Address };

        var text = await browser.GetStringAsync(new Uri("/health", UriKind.Relative));

        Assert.Contains("\"token\":\"valid\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(emulator.Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("emulator", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_router_that_is_down_is_unhealthy()
    {
        var emulator = await EmulatorHost.StartAsync();
        await using var app = await StartAsync(App.Settings(emulator));
        await emulator.DisposeAsync();

        var entry = await CheckAsync(app);

        Assert.Equal(
            (HealthStatus.Unhealthy, "unreachable", "unknown"),
            (entry.Status, entry.Data["router"], entry.Data["token"]));
        Assert.StartsWith(
            $"the router at {emulator.BaseAddress.Authority} does not answer (ProviderUnavailable)", entry.Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_router_that_answers_with_errors_is_unhealthy()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.When(request => request.Path == "/v1/models").Fail(503);
        await using var app = await StartAsync(App.Settings(emulator));

        var entry = await CheckAsync(app);

        Assert.Equal(
            (HealthStatus.Unhealthy, $"the router at {emulator.BaseAddress.Authority} answers with HTTP 503."),
            (entry.Status, entry.Description));
    }

    [Fact]
    public async Task A_refused_token_is_unhealthy()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var settings = App.Settings(emulator);
        settings["Token"] = "hf_revoked";
        await using var app = await StartAsync(settings);

        var entry = await CheckAsync(app);

        Assert.Equal(
            (HealthStatus.Unhealthy, "refused", "the Hub refuses the token."),
            (entry.Status, entry.Data["token"], entry.Description));
    }

    [Fact]
    public async Task A_token_without_the_permission_is_degraded()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var settings = App.Settings(emulator);
        settings["Token"] = emulator.TokenWithoutPermission;
        await using var app = await StartAsync(settings);

        var entry = await CheckAsync(app);

        Assert.Equal((HealthStatus.Degraded, "lacks permission"), (entry.Status, entry.Data["token"]));
    }

    [Fact]
    public async Task No_token_at_all_is_degraded_unless_there_are_keys()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var settings = App.Settings(emulator);
        settings.Remove("Token");
        await using var app = await StartAsync(settings);

        Assert.Equal(
            (HealthStatus.Degraded, "there is no token."),
            ((await CheckAsync(app)).Status, (await CheckAsync(app)).Description));
        app.Change(("ProviderKeys:groq", emulator.ProviderKey("groq")));

        var entry = await CheckAsync(app);
        Assert.Equal((HealthStatus.Healthy, "not needed"), (entry.Status, entry.Data["token"]));
    }

    [Fact]
    public async Task A_hub_that_cannot_say_is_degraded_and_a_valid_token_is_not_asked_about_each_time()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var rule = emulator.Script.ForHub("/api/whoami-v2").Fail(500).Once();
        await using var app = await StartAsync(App.Settings(emulator));

        var first = await CheckAsync(app);
        var second = await CheckAsync(app);
        var third = await CheckAsync(app);

        Assert.Equal([HealthStatus.Degraded, HealthStatus.Healthy, HealthStatus.Healthy], new[]
        {
            first.Status,
            second.Status,
            third.Status,
        });
        Assert.Equal(2, emulator.Requests.Count(request => request.Path == "/api/whoami-v2"));
        Assert.Equal(1, rule.Hits);
    }

    [Fact]
    public async Task A_provider_that_fails_is_degraded()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.For("groq").Fail(500);
        await using var app = await StartAsync(App.Settings(emulator));
        var chat = app.Router.AsIChatClient(Model, "groq");
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<InferenceException>(
                () =>
                    chat.GetResponseAsync(
                        "One", new ChatOptions().WithRouting(new RoutingOptions { MaxAttempts = 1 })));
        }

        var entry = await CheckAsync(app);

        Assert.Equal((HealthStatus.Degraded, "groq is failing."), (entry.Status, entry.Description));
        Assert.Equal("Broken", ((IReadOnlyDictionary<string, string>)entry.Data["providers"])["groq"]);
    }

    [Fact]
    public async Task With_user_tokens_there_is_no_token_to_check()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var settings = App.Settings(emulator);
        settings["Token"] = "hf_revoked";
        await using var app = await StartAsync(
            settings, router =>
                router.UseUserTokens(_ => throw new InvalidOperationException("NoCandidate is signed in.")));

        var entry = await CheckAsync(app);

        Assert.Equal((HealthStatus.Healthy, "of each user"), (entry.Status, entry.Data["token"]));
    }

    private static Task<App> StartAsync(
        IDictionary<string, string?> settings, Action<InferenceProvidersBuilder>? configure = null) => App.StartAsync(
        settings,
        builder =>
        {
            var router = builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section));
            configure?.Invoke(router);
            builder.Services.AddHealthChecks().AddInferenceProviders();
        },
        app => app.UseHealthChecks("/health", new HealthCheckOptions
        {
            ResponseWriter = (context, report) =>
                context.Response.WriteAsync(JsonSerializer.Serialize(report.Entries["inference-providers"].Data)),
        }));

    private static async Task<HealthReportEntry> CheckAsync(App app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["inference-providers"];
}
