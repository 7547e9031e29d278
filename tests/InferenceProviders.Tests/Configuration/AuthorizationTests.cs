using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Configuration;

/// <summary>Which secret goes to which host: on the wire.</summary>
public sealed class AuthorizationTests
{
    private static readonly Reply Answer = Reply.Json(Wire.Answer("""{"content":"Hi"}"""));

    [Fact]
    public async Task A_rotating_token_is_asked_for_with_every_call()
    {
        await using var server = ScriptedServer.Start(Answer);
        var calls = 0;
        using var router = server.Router(options => options.TokenProvider = _ => new($"hf_token_{++calls}"));
        var chat = router.AsIChatClient("org/model");

        await chat.GetResponseAsync("Hi");
        await chat.GetResponseAsync("Hi");
        await chat.GetResponseAsync("Hi");

        Assert.Equal(
            ["Bearer hf_token_1", "Bearer hf_token_2", "Bearer hf_token_3"],
            server.Requests.Select(request => request.Header("Authorization")));
    }

    [Fact]
    public async Task A_token_provider_that_throws_throws_to_the_caller()
    {
        await using var server = ScriptedServer.Start(Answer);
        using var router = server.Router(
            options => options.TokenProvider = _ => throw new UnauthorizedAccessException("vault is closed"));
        Assert.Equal(
            "vault is closed",
            (await Assert.ThrowsAsync<UnauthorizedAccessException>(
                () => router.AsIChatClient("org/model").GetResponseAsync("Hi"))).Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_provider_with_a_key_is_called_at_its_own_address_with_that_key_and_nothing_else()
    {
        await using var provider = ScriptedServer.Start(Answer);
        await using var huggingFace = ScriptedServer.Start(Reply.Json(Writing.Sent.Mapping("groq")));
        using var router = huggingFace.Router(options =>
        {
            options.ProviderKeys["Groq"] = "gsk_mine";
            options.ProviderEndpoints["groq"] = provider.Address;
            options.BillTo = "my-org";
        });

        var named = await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi");
        var suffixed = await router.AsIChatClient("org/model:groq").GetResponseAsync("Hi");

        Assert.All(
            provider.Requests, request =>
                Assert.Equal(
                    ("/openai/v1/chat/completions", "Bearer gsk_mine", null),
                    (request.Target, request.Header("Authorization"), request.Header("X-HF-Bill-To"))));
        Assert.Equal(2, provider.Requests.Count);
        Assert.Equal("GET", Assert.Single(huggingFace.Requests).Method);
        Assert.Equal(
            (AuthMode.Direct, "groq"), (named.GetRoutingReport()!.AuthMode, named.GetRoutingReport()!.Provider));
        Assert.Equal(AuthMode.Direct, suffixed.GetRoutingReport()!.AuthMode);
    }

    [Fact]
    public async Task A_provider_without_a_key_is_called_through_the_router()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(Writing.Sent.Mapping("groq")) : Answer);
        using var router = server.Router(options => options.ProviderKeys["cohere"] = "co_mine");
        var response = await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi");
        Assert.Equal($"Bearer {ScriptedServer.Token}", server.Requests[^1].Header("Authorization"));
        Assert.Equal(AuthMode.Routed, response.GetRoutingReport()!.AuthMode);
    }

    [Fact]
    public async Task The_hugging_face_token_does_not_go_to_an_endpoint()
    {
        await using var server = ScriptedServer.Start(Answer);
        using var router = server.Router();
        await router.AsIChatClient(server.Address).GetResponseAsync("Hi");
        Assert.Null(server.Requests[0].Header("Authorization"));
    }

    [Theory]
    [InlineData("authority", "Bearer right")]
    [InlineData("host", "Bearer right")]
    [InlineData("both", "Bearer right")]
    [InlineData("other port", null)]
    [InlineData("other host", null)]
    public async Task An_endpoint_gets_the_key_of_its_host(string configured, string? sent)
    {
        await using var server = ScriptedServer.Start(Answer);
        using var router = server.Router(options =>
        {
            var keys = configured switch
            {
                "authority" => new[] { (server.Authority, "right") },
                "host" => [(server.Address.Host, "right")],
                "both" => [(server.Address.Host, "wrong"), (server.Authority, "right")],
                "other port" => [($"{server.Address.Host}:1", "wrong")],
                _ => [("gpu.example.com", "wrong")],
            };
            foreach (var (host, key) in keys)
            {
                options.EndpointKeys[host] = key;
            }
        });

        await router.AsIChatClient(new Uri(server.Address, "v1")).GetResponseAsync("Hi");

        Assert.Equal(sent, server.Requests[0].Header("Authorization"));
    }

    [Theory]
    [InlineData("https://abc.us-east-1.aws.endpoints.huggingface.cloud/v1", true)]
    [InlineData("https://ABC.ENDPOINTS.huggingface.cloud", true)]
    [InlineData("http://abc.endpoints.huggingface.cloud/v1", false)]
    [InlineData("https://endpoints.huggingface.cloud.evil.example/v1", false)]
    [InlineData("https://evilendpoints.huggingface.cloud/v1", false)]
    [InlineData("https://abc.hf.space/v1", false)]
    [InlineData("https://huggingface.co.evil.example/v1", false)]
    public async Task Only_inference_endpoints_get_the_hugging_face_token_unasked(string url, bool gets)
    {
        using var handler = new RecordingHandler();
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            Token = ScriptedServer.Token,
            HttpMessageHandler = handler,
        });
        await router.AsIChatClient(url).GetResponseAsync("Hi");
        Assert.Equal(gets ? $"Bearer {ScriptedServer.Token}" : null, handler.Authorization);
    }

    [Fact]
    public async Task A_default_port_need_not_be_written()
    {
        using var handler = new RecordingHandler();
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            HttpMessageHandler = handler,
            EndpointKeys = new Dictionary<string, string>
            {
                ["gpu.example.com:443"] = "key-443",
                ["other.example.com:80"] = "key-80",
            },
        });
        await router.AsIChatClient("https://gpu.example.com/v1").GetResponseAsync("Hi");
        Assert.Equal("Bearer key-443", handler.Authorization);
        await router.AsIChatClient("http://other.example.com/v1").GetResponseAsync("Hi");
        Assert.Equal("Bearer key-80", handler.Authorization);
        await router.AsIChatClient("https://other.example.com/v1").GetResponseAsync("Hi");
        Assert.Null(handler.Authorization);
    }

    [Fact]
    public async Task Options_that_change_after_the_router_was_built_change_nothing()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(Writing.Sent.Mapping("groq")) : Answer);
        await using var other = ScriptedServer.Start(Answer);
        var options = server.Options();
        options.BillTo = "my-org";
        using var router = new InferenceRouter(options);

        options.Token = "hf_other";
        options.TokenProvider = _ => new("hf_third");
        options.BillTo = "other-org";
        options.RouterEndpoint = other.Address;
        options.HubEndpoint = other.Address;
        options.Provider = "cohere";
        options.ProviderKeys["groq"] = "gsk_mine";
        options.ProviderEndpoints["groq"] = other.Address;
        options.EndpointKeys[server.Authority] = "key";
        options.Providers.Add(new Provider("groq", other.Address) { Chat = ChatDialect.OpenAI });
        options.Timeouts.Call = TimeSpan.FromTicks(1);
        options.Limits.RequestBytes = 1;
        options.HttpMessageHandler = null;
        options.ApplicationName = "other";
        options.TimeProvider = new ManualTime();

        await router.AsIChatClient("org/model").GetResponseAsync("Hi");
        await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi");
        await router.AsIChatClient(server.Address).GetResponseAsync("Hi");

        Assert.Empty(other.Requests);
        Assert.Equal(
            ["/v1/chat/completions", "/api/models/org/model?expand[]=inferenceProviderMapping",
                "/groq/openai/v1/chat/completions", "/v1/chat/completions"],
            server.Requests.Select(request => request.Target));
        Assert.Equal(
            [$"Bearer {ScriptedServer.Token}", $"Bearer {ScriptedServer.Token}", $"Bearer {ScriptedServer.Token}",
                null], server.Requests.Select(request => request.Header("Authorization")));
        Assert.Equal(
            ["my-org", null, "my-org", null], server.Requests.Select(request => request.Header("X-HF-Bill-To")));
        Assert.All(
            server.Requests, request =>
                Assert.StartsWith("InferenceProviders.NET/", request.Header("User-Agent"), StringComparison.Ordinal));
    }

    private sealed class RecordingHandler : HttpMessageHandler
    {
        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.Authorization?.ToString();
            return Task.FromResult(
                new HttpResponseMessage { Content = new StringContent(Wire.Answer("""{"content":"Hi"}""")) });
        }
    }
}
