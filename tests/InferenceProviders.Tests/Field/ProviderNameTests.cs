using InferenceProviders.Tests.DependencyInjection.Support;
using InferenceProviders.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// A name in the options that no provider and no mapping of the Hub has is told when the application starts, and not
/// only by calls that fail.
/// </summary>
[Trait("Category", "Field")]
public sealed class ProviderNameTests
{
    [Theory]
    [InlineData("ProviderKeys:togehter", "key", "ProviderKeys", "togehter", "together")]
    [InlineData("Provider", "grok", "Provider", "grok", "groq")]
    [InlineData("Routing:DeniedProviders", "fal, groq", "Routing.DeniedProviders", "fal", "fal-ai")]
    [InlineData("Routing:PreferredProviders:0", "cerebus", "Routing.PreferredProviders", "cerebus", "cerebras")]
    [InlineData("SpendLimits:fireworks", "1.5", "SpendLimits", "fireworks", "fireworks-ai")]
    [InlineData("SpendLimits:hugingface", "1.5", "SpendLimits", "hugingface", "huggingface")]
    [InlineData("RateLimits:grok/org/model:RequestsPerMinute", "1", "RateLimits", "grok", "groq")]
    [InlineData("DataPolicies:huggingfaces:TrainsOnData", "false", "DataPolicies", "huggingfaces", "huggingface")]
    public async Task A_misspelt_name_is_told_with_the_one_that_was_meant(
        string key, string value, string option, string name, string meant)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await StartAsync(emulator, key, value);

        var warning = await app.Log.WhenLogged(line => line.Level == LogLevel.Warning);

        Assert.Equal(
            $"InferenceProvidersOptions.{option} names '{name}', which is not a provider. Did you mean '{meant}'?",
            warning.Text);
        Assert.Single(app.Log.Lines, line => line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task A_name_that_is_near_to_none_is_looked_up_on_the_Hub_and_told_when_that_has_none_of_it()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.When(request => request.Path.StartsWith("/api/models?", StringComparison.Ordinal))
            .Respond("[]");
        await using var app = await StartAsync(emulator, "ProviderKeys:nobody-at-all", "key");

        var warning = await app.Log.WhenLogged(line => line.Level == LogLevel.Warning);

        Assert.Contains("names 'nobody-at-all'", warning.Text, StringComparison.Ordinal);
        Assert.Contains(
            emulator.Requests, request =>
                request.Path.Contains("inference_provider=nobody-at-all", StringComparison.Ordinal));
        Assert.DoesNotContain(
            "key", warning.Text.Replace("ProviderKeys", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_only_the_Hub_knows_is_not_warned_of()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.When(request => request.Path.StartsWith("/api/models?", StringComparison.Ordinal))
            .Respond("""[{"id":"org/model"}]""");
        await using var app = await StartAsync(emulator, "Routing:PreferredProviders", "newcomer");

        await emulator.WaitForRequestAsync(
            request => request.Path.Contains("inference_provider=newcomer", StringComparison.Ordinal));
        await app.DisposeAsync();

        Assert.DoesNotContain(app.Log.Lines, line => line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Nothing_is_asked_where_every_name_is_known()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using (var app = await StartAsync(emulator, "Routing:PreferredProviders", "groq, together"))
        {
            Assert.DoesNotContain(app.Log.Lines, line => line.Level == LogLevel.Warning);
        }

        Assert.Empty(emulator.Requests);
    }

    [Fact]
    public void A_router_of_its_own_tells_when_it_is_made()
    {
        using var log = new LogRecorder();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var options = new InferenceProvidersOptions { UseEnvironment = false, LoggerFactory = factory };
        options.ProviderKeys["togehter"] = "secret";
        options.Routing.AllowedProviders = ["groq", "nobody-at-all"];
        using var router = new InferenceRouter(options);

        Assert.Equal(
            ["togehter", "nobody-at-all"],
            log.Lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Text.Split('\'')[1]));
    }

    [Fact]
    public void A_key_of_the_configuration_that_does_not_exist_is_told_with_the_one_that_was_meant()
    {
        var app = Assert.ThrowsAny<Exception>(
            () => App.Build(new Dictionary<string, string?> { ["Timeout:Call"] = "00:01:00" }).Router);

        Assert.StartsWith(
            "InferenceProviders:Timeout: there is no such setting.", app.Message, StringComparison.Ordinal);
        Assert.EndsWith("Did you mean 'Timeouts'?", app.Message, StringComparison.Ordinal);
    }

    private static Task<App> StartAsync(EmulatorHost emulator, string key, string value)
    {
        var options = emulator.RouterOptions();
        return App.StartAsync(new Dictionary<string, string?>
        {
            ["UseEnvironment"] = "false",
            ["Token"] = "hf_test",
            ["RouterEndpoint"] = options.RouterEndpoint!.AbsoluteUri,
            ["HubEndpoint"] = options.HubEndpoint!.AbsoluteUri,
            [key] = value,
        });
    }
}
