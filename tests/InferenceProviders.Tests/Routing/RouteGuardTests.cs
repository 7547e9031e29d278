using InferenceProviders.Transport;

namespace InferenceProviders.Tests.Routing;

/// <summary>The last check, on the final URL.</summary>
public sealed class RouteGuardTests
{
    [Theory]
    [InlineData("https://router.example", "/v1/chat/completions", "m", "https://router.example/v1/chat/completions")]
    [InlineData("https://router.example/", "v1/chat/completions", "m", "https://router.example/v1/chat/completions")]
    [InlineData("https://router.example/groq", "/openai/v1", "m", "https://router.example/groq/openai/v1")]
    [InlineData("https://router.example/groq/", "/openai/v1", "m", "https://router.example/groq/openai/v1")]
    [InlineData(
        "https://router.example:8443/a", "/models/{model}/x", "org/model",
        "https://router.example:8443/a/models/org/model/x")]
    [InlineData(
        "https://router.example", "/models/{model}", "owner/name:1a2b",
        "https://router.example/models/owner/name:1a2b")]
    [InlineData(
        "https://router.example", "/models/{model}", "@cf/meta/llama", "https://router.example/models/@cf/meta/llama")]
    [InlineData("https://router.example", "/run?_subdomain=queue", "m", "https://router.example/run?_subdomain=queue")]
    [InlineData("http://127.0.0.1:5000", "/v1", "m", "http://127.0.0.1:5000/v1")]
    [InlineData("http://[::1]:5000", "/v1", "m", "http://[::1]:5000/v1")]
    public void A_path_is_put_below_its_address(string address, string path, string model, string expected) =>
        Assert.Equal(expected, RouteGuard.Resolve(new Uri(address), path, model).AbsoluteUri);

    [Fact]
    public void A_model_that_leads_out_of_its_route_is_refused()
    {
        foreach (var model in HostileInputs.ProviderIds)
        {
            var error = Assert.Throws<InferenceException>(
                () => RouteGuard.Resolve(new Uri("https://router.example/hf-inference"), "/models/{model}/x", model));
            Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        }
    }

    [Theory]
    [InlineData("/../admin")]
    [InlineData("/a/../../admin")]
    [InlineData("/%2e%2e/admin")]
    [InlineData("//evil.com/x")]
    [InlineData("/a//b")]
    [InlineData("@evil.com")]
    [InlineData("/a\\b")]
    [InlineData("/a b")]
    [InlineData("/\u00fc")]
    public void A_path_that_the_url_would_change_is_refused(string path) =>
        Assert.Throws<InferenceException>(
            () =>
                RouteGuard.Resolve(
                    new Uri("https://router.example/groq"), path.StartsWith('@') ? "/../.." + path : path, "m"));
}
