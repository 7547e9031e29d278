using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing;

/// <summary>What is a model, and where it goes.</summary>
public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("openai/gpt-oss-120b", "openai/gpt-oss-120b", null, false)]
    [InlineData("gpt2", "gpt2", null, false)]
    [InlineData("Qwen/Qwen2.5-VL-7B-Instruct", "Qwen/Qwen2.5-VL-7B-Instruct", null, false)]
    [InlineData("org_1/Model_name-v1.5", "org_1/Model_name-v1.5", null, false)]
    [InlineData("openai/gpt-oss-120b:fastest", "openai/gpt-oss-120b", "fastest", true)]
    [InlineData("openai/gpt-oss-120b:cheapest", "openai/gpt-oss-120b", "cheapest", true)]
    [InlineData("openai/gpt-oss-120b:preferred", "openai/gpt-oss-120b", "preferred", true)]
    [InlineData("openai/gpt-oss-120b:groq", "openai/gpt-oss-120b", "groq", false)]
    [InlineData("openai/gpt-oss-120b:fal-ai", "openai/gpt-oss-120b", "fal-ai", false)]
    [InlineData("accounts/fireworks/models/llama-v3p1-8b", "accounts/fireworks/models/llama-v3p1-8b", null, false)]
    [InlineData(
        "owner/name:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa", "owner/name",
        "5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa", false)]
    public void A_model_is_taken_apart(string text, string id, string? suffix, bool isPolicy)
    {
        var reference = ModelReference.Parse(text);

        Assert.Equal(
            (text, id, suffix, isPolicy), (reference.Text, reference.Id, reference.Suffix, reference.HasPolicySuffix));
        Assert.Null(reference.Endpoint);
        Assert.Equal(text, reference.ToString());
        Assert.True(ModelReference.TryParse(text, out _));
    }

    [Theory]
    [InlineData("https://me:hunter2@host.example/v1")]
    [InlineData("https://me:hunter2@host.example/../v1?code=hunter2")]
    [InlineData("https://host.example/../v1?code=hunter2")]
    [InlineData("https://host.example/v1#hunter2")]
    [InlineData("https://me:hun@ter2@host.example:x/v1")]
    public void A_secret_in_a_url_that_is_refused_is_not_in_the_message(string url)
    {
        var error = Assert.Throws<ArgumentException>(() => ModelReference.Parse(url));
        Assert.Contains("host.example", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_model_is_accepted() =>
        Assert.Equal(256, ModelReference.Parse("org/" + new string('m', 252)).Id.Length);

    public static TheoryData<string, string> Endpoints => new()
    {
        { "v1", "/v1/chat/completions" },
        { "v1/", "/v1/chat/completions" },
        { "", "/v1/chat/completions" },
        { "/", "/v1/chat/completions" },
        { "v1/chat/completions", "/v1/chat/completions" },
        { "v1/chat/completions/", "/v1/chat/completions" },
        { "deployments/x/chat/completions?api-version=2025-01-01&code=a%2Fb%3D",
            "/deployments/x/chat/completions?api-version=2025-01-01&code=a%2Fb%3D" },
        { "v1?x=1", "/v1/chat/completions?x=1" },
        { "prefix/deep?x=1", "/prefix/deep/v1/chat/completions?x=1" },
        { "my-endpoint%20with%20spaces/v1", "/my-endpoint%20with%20spaces/v1/chat/completions" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task An_endpoint_gets_its_route_and_keeps_its_query(string path, string target)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router();
        var url = $"http://{server.Authority}{(path.StartsWith('/') || path.Length == 0 ? "" : "/")}{path}";

        await router.AsIChatClient(url).GetResponseAsync("Hi");
        await router.AsIChatClient(new Uri(url), "my-model").GetResponseAsync("Hi");
        await router.AsIChatClient("org/model").GetResponseAsync("Hi", new() { ModelId = url });
        await router.AsIChatClient(url).GetResponseAsync("Hi", new() { ModelId = "other model" });

        Assert.All(
            server.Requests, request =>
                Assert.Equal((target, null), (request.Target, request.Header("Authorization"))));
        Assert.Equal(
            ["tgi", "my-model", "tgi", "other model"],
            server.Requests.Select(request => request.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task A_suffix_is_the_servers_business()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router(options => options.BillTo = "my-org");
        foreach (var model in new[] { "org/model", "org/model:fastest", "org/model:cheapest", "org/model:preferred",
            "org/model:groq", "org/model:some-new-provider" })
        {
            await router.AsIChatClient(model).GetResponseAsync("Hi");

            var request = server.Requests[^1];
            Assert.Equal(
                ("POST", "/v1/chat/completions", model),
                (request.Method, request.Target, request.Json.GetProperty("model").GetString()));
            Assert.Equal(
                ($"Bearer {ScriptedServer.Token}", "my-org"),
                (request.Header("Authorization"), request.Header("X-HF-Bill-To")));
        }

        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData("groq", "/groq/openai/v1/chat/completions")]
    [InlineData("GROQ", "/groq/openai/v1/chat/completions")]
    [InlineData("cohere", "/cohere/compatibility/v1/chat/completions")]
    [InlineData("hf-inference", "/hf-inference/models/served/model/v1/chat/completions")]
    [InlineData("some-new-provider", "/some-new-provider/v1/chat/completions")]
    public async Task A_named_provider_is_called_on_its_own_route_with_its_own_id(string provider, string target)
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(Writing.Sent.Mapping(provider)) : Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router(options => options.BillTo = "my-org");

        await router.AsIChatClient("org/model", provider).GetResponseAsync("Hi");

        var (lookup, request) = (server.Requests[0], server.Requests[1]);
        Assert.Equal("/api/models/org/model?expand[]=inferenceProviderMapping", lookup.Target);
        Assert.Null(lookup.Header("X-HF-Bill-To"));
        Assert.Equal((target, "served/model"), (request.Target, request.Json.GetProperty("model").GetString()));
        Assert.Equal(
            ($"Bearer {ScriptedServer.Token}", "my-org"),
            (request.Header("Authorization"), request.Header("X-HF-Bill-To")));
    }
}
