using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>A wrong setting stops the host from starting, and the message says which key it is.</summary>
public sealed class ValidationTests
{
    private const string Secret = "gsk secret with spaces";

    public static TheoryData<string, string, string> WrongSettings => new()
    {
        { "Token", Secret, "InferenceProviders:Token: The token or key is empty, or contains spaces" },
        { "ProviderKeys:groq", Secret,
            "InferenceProviders:ProviderKeys:groq: The token or key is empty, or contains spaces" },
        { "ProviderKeys:Groq!", "x", "InferenceProviders:ProviderKeys: 'Groq!' is not a provider name" },
        { "EndpointKeys:gpu.example.com:8080", Secret,
            "InferenceProviders:EndpointKeys:gpu.example.com:8080: The token or key" },
        { "ProviderEndpoints:groq", "http://api.groq.com",
            "InferenceProviders:ProviderEndpoints:groq: 'http://api.groq.com' would receive a token over plain http" },
        { "ProviderEndpoints:groq", "api.groq.com",
            "InferenceProviders:ProviderEndpoints:groq: it must be an absolute URL" },
        { "RouterEndpoint", "http://router.example",
            "InferenceProviders:RouterEndpoint: 'http://router.example' would receive a token over plain http" },
        { "BillTo", "two words", "InferenceProviders:BillTo: 'two words' is not an organization name" },
        { "Provider", "Fal AI", "InferenceProviders:Provider: 'Fal AI' is not a provider name" },
        { "Routing:Policy", "luckiest",
            "InferenceProviders:Routing:Policy: 'luckiest' is not a routing policy. Known policies: server, " },
        { "Routing:MinThroughput", "0",
            "InferenceProviders:Routing:MinThroughput: The throughput must be a number of tokens a second, "
                + "greater than zero" },
        { "Routing:ExplorationShare", "5", "InferenceProviders:Routing:ExplorationShare: The share must be between 0 and 0.5" },
        { "Routing:ProviderWeights:groq", "-2",
            "InferenceProviders:Routing:ProviderWeights: The weight of groq must be between 0 and 1,000,000" },
        { "Routing:MaxAttempts", "11", "InferenceProviders:Routing:MaxAttempts: The number must be between 1 and 10" },
        { "Routing:FallbackModels:0", "no model",
            "InferenceProviders:Routing:FallbackModels: 'no model' is not a model" },
        { "Routing:FallbackModels", "a/b, c//d", "InferenceProviders:Routing:FallbackModels: 'c//d' is not a model" },
        { "Routing:FallBackOnContentFilter", "perhaps",
            "InferenceProviders:Routing:FallBackOnContentFilter: it must be true or false" },
        { "Routing:MaxInputPrice", "-1", "InferenceProviders:Routing:MaxInputPrice: The price must not be negative" },
        { "Routing:AuthMode", "Endpoint", "InferenceProviders:Routing:AuthMode: it must be Routed or Direct" },
        { "Routing:Sticky", "x",
            "InferenceProviders:Routing:Sticky: there is no such setting. Known settings: AllowOtherAccount,"
            + " AllowedProviders" },
        { "Timeouts:Call", "30",
            "InferenceProviders:Timeouts:Call: it must be a time as hours:minutes:seconds (00:01:30), or 'infinite'" },
        { "Timeouts:Call", "00:00:00", "InferenceProviders:Timeouts:Call: The time must be greater than zero" },
        { "Limits:ResponseBytes", "12",
            "InferenceProviders:Limits:ResponseBytes: The limit must be at least 1024 bytes" },
        { "Limits:ResponseBytes", "1 MB", "InferenceProviders:Limits:ResponseBytes: it must be a whole number" },
        { "SpendLimit", "-1",
            "InferenceProviders:SpendLimit: the limit must be between 0 and 9,000,000,000 US dollars" },
        { "SpendLimits:groq", "much", "InferenceProviders:SpendLimits:groq: it must be an amount of US dollars" },
        { "SpendLimits:groq:AllowUnpriced", "true",
            "InferenceProviders:SpendLimits:groq:UsDollars: the limit is missing" },
        { "SpendLimit:UsDollars", "-1",
            "InferenceProviders:SpendLimit: The limit must be between 0 and 9,000,000,000 US dollars" },
        { "SpendLevels:tenant:Period", "week",
            "InferenceProviders:SpendLevels:tenant:UsDollars: the limit is missing" },
        { "SpendLevels:tenant", "much", "InferenceProviders:SpendLevels:tenant: it must be an amount of US dollars" },
        { "SpendLevels:the tenant", "1", "InferenceProviders:SpendLevels:the tenant: The name of a level must have" },
        { "SpendLevels:tenant:Name", "x",
            "InferenceProviders:SpendLevels:tenant:Name: there is no such setting. Known settings: AlertAt, "
                + "AllowUnpriced,"
            + " Amounts, Parent, Period, TimeZone, UsDollars, WhenSpent" },
        { "Routing:Require:MaxRetention", "-00:00:01",
            "InferenceProviders:Routing:Require:MaxRetention: The time must not be negative" },
        { "Routing:Require:Regions:0", "",
            "InferenceProviders:Routing:Require:Regions: A region or a quantization must be a word" },
        { "Routing:Require:Region", "eu",
            "InferenceProviders:Routing:Require:Region: there is no such setting. Known settings: MaxRetention,"
            + " NoTraining, Quantizations, Regions. Did you mean 'Regions'?" },
        { "Prices:0:ImagePrice", "free", "InferenceProviders:Prices:0:ImagePrice: it must be an amount of US dollars" },
        { "Prices:0:ImagePrice", "0.1", "InferenceProviders:Prices:0: A price must name a Model" },
        { "Prices:0", "0.1", "InferenceProviders:Prices:0: it must be a section" },
        { "DataPolicies:groq", "eu", "InferenceProviders:DataPolicies:groq: it must be a section" },
        { "DataPolicies:groq:TrainsOnData", "never",
            "InferenceProviders:DataPolicies:groq:TrainsOnData: it must be true or false" },
        { "DataPolicies:groq:Retention", "-1:00:00",
            "InferenceProviders:DataPolicies:groq: The time must not be negative" },
        { "DataPolicies:my groq:TrainsOnData", "false", "InferenceProviders:DataPolicies: 'my groq' is not a host" },
        { "UseEnvironment", "yes", "InferenceProviders:UseEnvironment: it must be true or false" },
        {
            "Tokn", Secret,
            "InferenceProviders:Tokn: there is no such setting. Known settings: AllowLoopbackDownloads, "
        },
        { "ApplicationName", "a b c", "InferenceProviders:ApplicationName: 'a b c' is not a product name" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task It_does_not_start_and_names_the_key(string key, string value, string message)
    {
        await using var app = App.Build(new Dictionary<string, string?> { [key] = value });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Period", "week",
        "InferenceProviders:SpendLimit:Period: it must be day, month, or the time of a sliding window")]
    [InlineData("Period", "00:00:00",
        "InferenceProviders:SpendLimit:Period: The window must be between 1 second and 366 days")]
    [InlineData(
        "TimeZone", "Mars/Olympus",
        "InferenceProviders:SpendLimit:TimeZone: this machine knows no time zone of that name")]
    [InlineData(
        "TimeZone", "UTC", "InferenceProviders:SpendLimit:TimeZone: a time zone is for a Period of day or month")]
    [InlineData("AlertAt", "0.5, much", "InferenceProviders:SpendLimit:AlertAt: each must be a share such as 0.9")]
    [InlineData("AlertAt", "50",
        "InferenceProviders:SpendLimit:AlertAt: Each share must be greater than 0 and at most 1")]
    [InlineData("WhenSpent", "not a model",
        "InferenceProviders:SpendLimit:WhenSpent: The entry at index 0 is not a model")]
    public async Task A_limit_that_makes_no_sense_names_its_key(string key, string value, string message)
    {
        await using var app = App.Build(new Dictionary<string, string?>
        {
            ["SpendLimit:UsDollars"] = "1",
            [$"SpendLimit:{key}"] = value,
        });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_unreadable_values_are_all_named()
    {
        await using var app = App.Build(new Dictionary<string, string?>
        {
            ["Timeouts:Call"] = "soon",
            ["UseEnvironment"] = "yes",
            ["Tokn"] = "x",
        });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);
        Assert.Equal(3, error.Failures.Count());
    }

    [Fact]
    public async Task Options_from_code_are_checked_too()
    {
        await using var app = App.Build(
            new Dictionary<string, string?>(), builder =>
                builder.Services.AddInferenceProviders(
                    options => options.Timeouts.Call = TimeSpan.Zero, name: "research"));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);
        Assert.StartsWith(
            "InferenceProvidersOptions.Timeouts:Call: The time must be greater than zero", error.Message,
            StringComparison.Ordinal);
        Assert.Equal("research", error.OptionsName);
    }

    [Fact]
    public async Task Every_setting_is_read()
    {
        await using var app = App.Build(new Dictionary<string, string?>
        {
            ["Token"] = "hf_x",
            ["UseEnvironment"] = "false",
            ["ProviderKeys:groq"] = "gsk_x",
            ["EndpointKeys:gpu.example.com:8080"] = "key1",
            ["EndpointKeys:gpu.example.org"] = "key2",
            ["ProviderEndpoints:groq"] = "https://gateway.example/groq",
            ["BillTo"] = "org",
            ["Provider"] = "auto",
            ["RouterEndpoint"] = "https://router.example",
            ["HubEndpoint"] = "https://hub.example",
            ["Routing:Policy"] = "cheapest",
            ["Routing:PreferredProviders:0"] = "groq",
            ["Routing:PreferredProviders:1"] = "together",
            ["Routing:AllowedProviders"] = "groq, together",
            ["Routing:DeniedProviders:0"] = "novita",
            ["Routing:MaxInputPrice"] = "0.5",
            ["Routing:MaxOutputPrice"] = "1.5",
            ["Routing:AuthMode"] = "direct",
            ["Routing:MinThroughput"] = "40.5",
            ["Routing:MaxFirstToken"] = "00:00:03",
            ["Routing:RequireParameters"] = "true",
            ["Routing:ProviderWeights:groq"] = "2",
            ["Routing:ExplorationShare"] = "0.05",
            ["Routing:Hedge"] = "true",
            ["Routing:HedgeDelay"] = "00:00:02",
            ["Routing:MaxAttempts"] = "4",
            ["Routing:AllowOtherAccount"] = "true",
            ["Routing:Require:Regions:0"] = "eu",
            ["Routing:Require:MaxRetention"] = "30.00:00:00",
            ["Routing:Require:NoTraining"] = "true",
            ["Routing:Require:Quantizations"] = "bf16, fp8",
            ["Prices:0:Model"] = "black-forest-labs/FLUX.1-dev",
            ["Prices:0:Provider"] = "fal-ai",
            ["Prices:0:ImagePrice"] = "0.025",
            ["Prices:1:Provider"] = "gpu.example.com:8080",
            ["Prices:1:InputPrice"] = "0",
            ["Prices:1:OutputPrice"] = "0",
            ["DataPolicies:groq:Regions"] = "EU",
            ["DataPolicies:groq:Retention"] = "00:00:00",
            ["DataPolicies:groq:TrainsOnData"] = "false",
            ["DataPolicies:groq:Quantization"] = "fp4",
            ["DataPolicies:groq:Quantizations:org/model"] = "fp8",
            ["DataPolicies:gpu.example.com:8080:Regions:0"] = "de",
            ["SpendLimit:UsDollars"] = "12.5",
            ["SpendLimit:Name"] = "application",
            ["SpendLimit:Period"] = "Month",
            ["SpendLimit:TimeZone"] = "Europe/Berlin",
            ["SpendLimit:AlertAt:0"] = "0.5",
            ["SpendLimit:AlertAt:1"] = "0.9",
            ["SpendLimit:WhenSpent:0"] = "openai/gpt-oss-20b:cheapest",
            ["SpendLimits:huggingface:UsDollars"] = "2",
            ["SpendLimits:huggingface:Period"] = "1.00:00:00",
            ["SpendLimits:groq:UsDollars"] = "3",
            ["SpendLimits:groq:AllowUnpriced"] = "true",
            ["SpendLimits:gpu.example.com:8080"] = "1",
            ["SpendLevels:tenant:UsDollars"] = "50",
            ["SpendLevels:tenant:Period"] = "month",
            ["SpendLevels:tenant:Amounts:acme"] = "200",
            ["SpendLevels:tenant:AlertAt:0"] = "0.9",
            ["SpendLevels:user:UsDollars"] = "1",
            ["SpendLevels:user:Period"] = "day",
            ["SpendLevels:user:Parent"] = "tenant",
            ["SpendLevels:job"] = "0.5",
            ["Timeouts:Connect"] = "00:00:03",
            ["Timeouts:FirstToken"] = "00:00:20",
            ["Timeouts:BetweenTokens"] = "00:00:21",
            ["Timeouts:Call"] = "infinite",
            ["Limits:LineBytes"] = "2048",
            ["Limits:ResponseBytes"] = "4096",
            ["Limits:DownloadBytes"] = "5000",
            ["Limits:RequestBytes"] = "6000",
            ["AllowLoopbackDownloads"] = "true",
            ["MappingLifetime"] = "00:01:00",
            ["CatalogLifetime"] = "00:02:00",
            ["KeepRawStreamEvents"] = "true",
            ["CaptureMessageContent"] = "true",
            ["ApplicationName"] = "my-app/1.2",
            ["// note"] = "a comment",
        });

        var settings = app.Router.Core.Settings;
        Assert.Equal(
            ("hf_x", "gsk_x", "key1", "key2"),
            (settings.Token, settings.ProviderKeys["groq"][0].Secret, settings.EndpointKeys["gpu.example.com:8080"],
                settings.EndpointKeys["gpu.example.org"]));
        Assert.Equal("https://gateway.example/groq", settings.ProviderEndpoints["groq"].AbsoluteUri);
        Assert.Equal(
            ("org", null, "router.example", "hub.example"),
            (settings.BillTo, settings.Provider, settings.RouterEndpoint.Host, settings.HubEndpoint.Host));
        var routing = settings.Routing;
        Assert.Equal("cheapest", routing.Policy!.Name);
        Assert.Equal([["groq", "together"], ["groq", "together"], ["novita"]], new[]
        {
            routing.Preferred,
            routing.Allowed,
            routing.Denied,
        });
        Assert.Equal(
            (40.5, 3.0, true, 2.0, 1.0, 0.05),
            (routing.MinThroughput, routing.MaxFirstToken, routing.RequiresParameters, routing.WeightOf("groq"),
                routing.WeightOf("x"), routing.ExplorationShare));
        Assert.Equal((0.5m, 1.5m, AuthMode.Direct), (routing.MaxInputPrice, routing.MaxOutputPrice, routing.AuthMode));
        Assert.Equal(
            (true, TimeSpan.FromSeconds(2), 4, true),
            (routing.Hedges, routing.HedgeDelay, routing.MaxAttempts, routing.AllowOtherAccount));
        Assert.Equal(
            (12.5m, 3m, true, 1m),
            (settings.SpendLimit!.Limit, settings.SpendLimits["groq"].Limit, settings.SpendLimits["groq"].AllowUnpriced,
                settings.SpendLimits["gpu.example.com:8080"].Limit));
        Assert.Equal(
            ("application", SpendPeriod.Month(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))),
            (settings.SpendLimit.Name, settings.SpendLimit.Period));
        Assert.Equal([0.5, 0.9], settings.SpendLimit.AlertAt);
        var user = app.Router.GetSpendLimit("user", "acme", "4711");
        Assert.Equal(
            (1m, SpendPeriod.Day(), 200m, SpendPeriod.Month(), 0.5m),
            (user.Limit, user.Period, user.Parent!.Limit, user.Parent.Period,
                app.Router.GetSpendLimit("job", "1").Limit));
        Assert.Equal([0.9], user.Parent.AlertAt);
        Assert.Equal(["openai/gpt-oss-20b:cheapest"], settings.SpendLimit.WhenSpent);
        Assert.Equal(SpendPeriod.Sliding(TimeSpan.FromDays(1)), settings.SpendLimits["huggingface"].Period);
        Assert.Equal(
            25_000_000,
            settings.Prices.Find("fal-ai", "black-forest-labs/flux.1-dev")!.Task(
                new() { Images = 1 }, usage: null, out _));
        Assert.True(settings.PricesOf(new Uri("https://gpu.example.com:8080/v1"), "any")!.Tokens!.IsFree);
        var data = settings.DataPolicies["groq"];
        Assert.Equal(
            (TimeSpan.Zero, false, "fp4", "fp8"),
            (data.Retention, data.TrainsOnData, data.QuantizationOf("org/other"), data.QuantizationOf("org/model")));
        Assert.Equal([["EU"], ["de"]], new[]
        {
            data.Regions,
            settings.DataOf(new Uri("https://gpu.example.com:8080/v1"))!.Regions,
        });
        Assert.NotNull(routing.Data);
        Assert.Equal(
            new InferenceTimeouts { Connect = TimeSpan.FromSeconds(3), FirstToken = TimeSpan.FromSeconds(20),
                BetweenTokens = TimeSpan.FromSeconds(21), Call = Timeout.InfiniteTimeSpan }, settings.Timeouts);
        Assert.Equal(
            new InferenceLimits { LineBytes = 2048, ResponseBytes = 4096, DownloadBytes = 5000, RequestBytes = 6000 },
            settings.Limits);
        Assert.Equal(
            (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)), (settings.MappingLifetime, settings.CatalogLifetime));
        Assert.True(
            settings is { AllowLoopbackDownloads: true, KeepRawStreamEvents: true, CaptureMessageContent: true });
        Assert.StartsWith("my-app/1.2 ", settings.UserAgent, StringComparison.Ordinal);
    }
}
