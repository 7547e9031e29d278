using InferenceProviders.Routing;

namespace InferenceProviders.Tests.Configuration;

/// <summary>
/// Options are checked when the router is built: each mistake names the option and says what would be right.
/// </summary>
public sealed class ValidationTests
{
    public static TheoryData<string> Mistakes => [.. Table.Keys];

    private static Dictionary<string, (Action<InferenceProvidersOptions> Make, string Argument, string Says)> Table =>
        new()
    {
        ["empty token"] = (options => options.Token = "", "Token", "empty"),
        ["token with a space"] = (options => options.Token = "hf_a b", "Token", "spaces"),
        ["provider key with a line break"] = (options => options.ProviderKeys["groq"] = "a\nb", "ProviderKeys:groq",
            "line breaks"),
        ["key of a provider that is none"] = (options => options.ProviderKeys["gr oq"] = "key", "ProviderKeys",
            "lower-case letters, digits and hyphens"),
        ["endpoint key with a scheme"] = (options => options.EndpointKeys["https://gpu.example.com"] = "key",
            "EndpointKeys", "without scheme or path"),
        ["endpoint key with a path"] = (options => options.EndpointKeys["gpu.example.com/v1"] = "key", "EndpointKeys",
            "without scheme or path"),
        ["endpoint key with a user"] = (options => options.EndpointKeys["me@gpu.example.com"] = "key", "EndpointKeys",
            "without scheme or path"),
        ["endpoint key with a query"] = (options => options.EndpointKeys["gpu.example.com?x"] = "key", "EndpointKeys",
            "without scheme or path"),
        ["endpoint key with a fragment"] = (options => options.EndpointKeys["gpu.example.com#x"] = "key",
            "EndpointKeys", "without scheme or path"),
        ["endpoint key of nothing"] = (options => options.EndpointKeys[""] = "key", "EndpointKeys",
            "without scheme or path"),
        ["plain http for a provider"] = (options =>
            options.ProviderEndpoints["groq"] = new Uri("http://gateway.example"), "ProviderEndpoints:groq",
            "plain http"),
        ["plain http for the router"] = (options => options.RouterEndpoint = new Uri("http://router.example"),
            "RouterEndpoint", "plain http"),
        ["plain http for the Hub"] = (options => options.HubEndpoint = new Uri("http://hub.example"), "HubEndpoint",
            "plain http"),
        ["a relative address"] = (options => options.RouterEndpoint = new Uri("/router", UriKind.Relative),
            "RouterEndpoint", "absolute https or http URL"),
        ["another scheme"] = (options => options.RouterEndpoint = new Uri("ftp://router.example"), "RouterEndpoint",
            "absolute https or http URL"),
        ["a user in an address"] = (options => options.RouterEndpoint = new Uri("https://me:secret@router.example"),
            "RouterEndpoint", "user name"),
        ["a query in an address"] = (options => options.RouterEndpoint = new Uri("https://router.example?x=1"),
            "RouterEndpoint", "query"),
        ["a fragment in an address"] = (options => options.HubEndpoint = new Uri("https://hub.example#x"),
            "HubEndpoint", "fragment"),
        ["an organization with a space"] = (options => options.BillTo = "my org", "BillTo", "organization name"),
        ["a provider with a slash"] = (options => options.Provider = "a/b", "Provider", "provider name"),
        ["an empty provider"] = (options => options.Provider = "", "Provider", "empty"),
        ["no connect time"] = (options => options.Timeouts.Connect = TimeSpan.Zero, "Connect", "greater than zero"),
        ["negative first token time"] = (options => options.Timeouts.FirstToken = TimeSpan.FromSeconds(-1),
            "FirstToken", "greater than zero"),
        ["endless between tokens time"] = (options => options.Timeouts.BetweenTokens = TimeSpan.MaxValue,
            "BetweenTokens", "at most 24 days"),
        ["no call time"] = (options => options.Timeouts.Call = TimeSpan.Zero, "Call", "greater than zero"),
        ["no mapping lifetime"] = (options => options.MappingLifetime = TimeSpan.Zero, "MappingLifetime", "greater than zero"),
        ["no catalog lifetime"] = (options => options.CatalogLifetime = TimeSpan.Zero, "CatalogLifetime", "greater than zero"),
        ["tiny lines"] = (options => options.Limits.LineBytes = 1023, "LineBytes", "at least 1024 bytes"),
        ["negative responses"] = (options => options.Limits.ResponseBytes = -1, "ResponseBytes", "at least 1024 bytes"),
        ["no downloads"] = (options => options.Limits.DownloadBytes = 0, "DownloadBytes", "at least 1024 bytes"),
        ["no requests"] = (options => options.Limits.RequestBytes = 0, "RequestBytes", "at least 1024 bytes"),
        ["an odd application"] = (options => options.ApplicationName = "my app\r\n", "ApplicationName", "my-app/1.2"),
        ["two senders"] = (options =>
            (options.HttpClient, options.HttpMessageHandler) = (new HttpClient(), new HttpClientHandler()), "options",
            "at most one of HttpClient, HttpMessageHandler and HttpClientFactory"),
        ["null keys"] = (options => options.ProviderKeys = null!, "ProviderKeys", "must not be null"),
        ["null endpoint keys"] = (options => options.EndpointKeys = null!, "EndpointKeys", "must not be null"),
        ["null endpoints"] = (options => options.ProviderEndpoints = null!, "ProviderEndpoints", "must not be null"),
        ["null providers"] = (options => options.Providers = null!, "Providers", "must not be null"),
        ["null timeouts"] = (options => options.Timeouts = null!, "Timeouts", "must not be null"),
        ["null limits"] = (options => options.Limits = null!, "Limits", "must not be null"),
        ["null clock"] = (options => options.TimeProvider = null!, "TimeProvider", "must not be null"),
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_names_the_option_and_says_what_is_right(string mistake)
    {
        var (make, argument, says) = Table[mistake];
        var options = new InferenceProvidersOptions { UseEnvironment = false };
        make(options);

        var error = Assert.ThrowsAny<ArgumentException>(() => new InferenceRouter(options));

        Assert.Equal(argument, error.ParamName);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INFERENCE_PROVIDERS_ROUTER", "not a url")]
    [InlineData("INFERENCE_PROVIDERS_ROUTER", "http://router.example")]
    [InlineData("HF_ENDPOINT", "huggingface.co")]
    [InlineData("HF_ENDPOINT", "http://hub.example")]
    [InlineData("HF_TOKEN", "two words")]
    public void A_mistake_in_the_environment_names_the_variable(string variable, string value)
    {
        var error = Assert.Throws<ArgumentException>(
            () => RouterSettingsFactory.Create(new(), name => name == variable ? value : null));
        Assert.Equal(variable, error.ParamName);
        Assert.DoesNotContain("two words", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_come_from_options_then_the_environment_then_the_defaults()
    {
        static string? Variable(string name) =>
            name switch { "INFERENCE_PROVIDERS_ROUTER" => "https://router.variable",
                "HF_ENDPOINT" => " https://hub.variable ", _ => null };
        var given = RouterSettingsFactory.Create(
            new() { Token = "t", RouterEndpoint = new("https://router.options"),
                HubEndpoint = new("https://hub.options") }, Variable);
        var variables = RouterSettingsFactory.Create(new() { Token = "t" }, Variable);
        var defaults = RouterSettingsFactory.Create(new() { Token = "t" }, _ => null);

        Assert.Equal(("router.options", "hub.options"), (given.RouterEndpoint.Host, given.HubEndpoint.Host));
        Assert.Equal(("router.variable", "hub.variable"), (variables.RouterEndpoint.Host, variables.HubEndpoint.Host));
        Assert.Equal(
            ("https://router.huggingface.co/", "https://huggingface.co/"),
            (defaults.RouterEndpoint.AbsoluteUri, defaults.HubEndpoint.AbsoluteUri));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("auto")]
    [InlineData("AUTO")]
    public void No_provider_is_automatic_choice(string? provider) =>
        Assert.Null(RouterSettingsFactory.Create(new() { UseEnvironment = false, Provider = provider }).Provider);

    [Fact]
    public void Keys_are_found_whatever_their_case_and_empty_ones_are_none()
    {
        var settings = RouterSettingsFactory.Create(new()
        {
            UseEnvironment = false,
            ProviderKeys = new Dictionary<string, ProviderKeyList> { ["Groq"] = " key ", ["cohere"] = " " },
        });
        Assert.Equal((null, "key"), Assert.Single(settings.ProviderKeys["groq"].Select(key => (key.Name, key.Secret))));
        Assert.False(settings.ProviderKeys.ContainsKey("cohere"));
    }

    [Fact]
    public void The_library_names_itself_behind_the_application()
    {
        Assert.Matches(
            "^InferenceProviders.NET/[0-9.]+$",
            RouterSettingsFactory.Create(new() { UseEnvironment = false }).UserAgent);
        Assert.Matches(
            "^my-app/1.2 InferenceProviders.NET/[0-9.]+$",
            RouterSettingsFactory.Create(new() { UseEnvironment = false, ApplicationName = "my-app/1.2" }).UserAgent);
    }

    [Fact]
    public void Infinite_times_and_the_smallest_limits_are_accepted()
    {
        var infinite = Timeout.InfiniteTimeSpan;
        var settings = RouterSettingsFactory.Create(new()
        {
            UseEnvironment = false,
            Timeouts = new() { Connect = infinite, FirstToken = infinite, BetweenTokens = infinite, Call = infinite },
            Limits = new() { LineBytes = 1024, ResponseBytes = 1024, DownloadBytes = 1024, RequestBytes = 1024 },
            MappingLifetime = infinite,
        });
        Assert.Equal(infinite, settings.Timeouts.Call);
        Assert.Equal(1024, settings.Limits.LineBytes);
    }
}
