using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Tests.Configuration;

public sealed class ProviderEndpointsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080/hosts")]
    [InlineData("http://127.0.0.1:8080/hosts/")]
    public void One_variable_stands_in_for_the_hosts_of_all_providers(string hosts)
    {
        var settings = Settings(
            new InferenceProvidersOptions { Providers = { new Provider(
                "mine", new Uri("https://gpu.example:8443/base/")), new Provider("routed-only") } }, hosts);

        Assert.Equal("http://127.0.0.1:8080/hosts/api.groq.com", settings.ProviderEndpoints["groq"].AbsoluteUri);
        Assert.Equal(
            "http://127.0.0.1:8080/hosts/api.together.xyz", settings.ProviderEndpoints["together"].AbsoluteUri);
        Assert.Equal(
            "http://127.0.0.1:8080/hosts/gpu.example:8443/base", settings.ProviderEndpoints["mine"].AbsoluteUri);
        Assert.DoesNotContain("routed-only", settings.ProviderEndpoints.Keys);
        Assert.DoesNotContain("hf-inference", settings.ProviderEndpoints.Keys);
    }

    [Fact]
    public void An_address_that_the_options_give_wins()
    {
        var own = new Uri("https://gateway.example/groq");
        var settings = Settings(
            new InferenceProvidersOptions { ProviderEndpoints = { ["GROQ"] = own } }, "http://127.0.0.1:8080/hosts");

        Assert.Equal(own, settings.ProviderEndpoints["groq"]);
        Assert.NotEqual(own, settings.ProviderEndpoints["cerebras"]);
    }

    [Fact]
    public void Without_the_environment_the_variable_means_nothing() =>
        Assert.Empty(
            Settings(
                new InferenceProvidersOptions { UseEnvironment = false },
                "http://127.0.0.1:8080/hosts").ProviderEndpoints);

    [Theory]
    [InlineData("http://evil.example/hosts")]
    [InlineData("https://user@evil.example/hosts")]
    [InlineData("https://example.com/hosts?x=1")]
    [InlineData("ftp://127.0.0.1/hosts")]
    [InlineData("hosts")]
    public void A_stand_in_that_keys_must_not_go_to_is_refused_by_name(string hosts)
    {
        var error = Assert.Throws<ArgumentException>(() => Settings(new InferenceProvidersOptions(), hosts));

        Assert.Equal("INFERENCE_PROVIDERS_HOSTS", error.ParamName);
    }

    private static RouterSettings Settings(InferenceProvidersOptions options, string hosts)
    {
        options.Token = "hf_test";
        return RouterSettingsFactory.Create(options, name => name == "INFERENCE_PROVIDERS_HOSTS" ? hosts : null);
    }
}
