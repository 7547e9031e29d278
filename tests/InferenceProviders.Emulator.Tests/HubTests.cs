using System.Net;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

public class HubTests
{
    [Theory]
    [InlineData("expand[]=inferenceProviderMapping")]
    [InlineData("expand%5B%5D=inferenceProviderMapping")]
    [InlineData("expand=inferenceProviderMapping")]
    public async Task A_models_providers_come_as_an_object(string query)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var info = await emulator.GetAsync($"api/models/zai-org/GLM-4.6?{query}");

        Assert.Equal("zai-org/GLM-4.6", info["id"]!.GetValue<string>());
        Assert.Equal(24, info["_id"]!.GetValue<string>().Length);
        Assert.Equal(
            """{"zai-org":{"status":"live","providerId":"glm-4.6","task":"conversational"},"novita":"""
            + """{"status":"live","providerId":"zai-org/glm-4.6","task":"conversational"}}""",
            info["inferenceProviderMapping"]!.ToJsonString());
        Assert.Equal(3, info.AsObject().Count);
    }

    [Fact]
    public async Task Some_models_providers_come_as_an_array()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var info = await emulator.GetAsync("api/models/HuggingFaceTB/SmolLM3-3B?expand[]=inferenceProviderMapping");

        Assert.Equal(
            """[{"provider":"hf-inference","hfModelId":"HuggingFaceTB/SmolLM3-3B","status":"live","providerId":"HuggingFaceTB/SmolLM3-3B","task":"conversational"}]""",
            info["inferenceProviderMapping"]!.ToJsonString());
    }

    [Fact]
    public async Task Mappings_can_be_staging_broken_adapters_or_empty()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        async Task<JsonNode> MappingAsync(string model) =>
            (await emulator.GetAsync(
                $"api/models/{model}?expand[]=inferenceProviderMapping"))["inferenceProviderMapping"]!;

        Assert.Equal(
            "staging", (await MappingAsync("moonshotai/Kimi-K2-Instruct"))["baseten"]!["status"]!.GetValue<string>());
        Assert.Equal(
            "error", (await MappingAsync("google/gemma-3-27b-it"))["hf-inference"]!["status"]!.GetValue<string>());
        Assert.Equal(
            """{"status":"live","providerId":"fal-ai/lora","task":"text-to-image","adapter":"lora","adapterWeightsPath":"pixel-art-xl.safetensors"}""",
            (await MappingAsync("nerijs/pixel-art-xl"))["fal-ai"]!.ToJsonString());
        Assert.Empty((await MappingAsync("manycore-research/SpatialLM-Llama-1B")).AsObject());
        Assert.DoesNotContain(
            "nvidia", (await MappingAsync("meta-llama/Llama-3.3-70B-Instruct"))
            .ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_is_warm_or_absent()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        Assert.Equal(
            "warm",
            (await emulator.GetAsync(
                "api/models/openai/gpt-oss-20b?expand[]=inference"))["inference"]!.GetValue<string>());
        Assert.Equal(
            2, (await emulator.GetAsync("api/models/manycore-research/SpatialLM-Llama-1B?expand[]=inference"))
            .AsObject().Count);
    }

    [Fact]
    public async Task Several_fields_can_be_asked_for_and_unknown_ones_not()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var info = (await emulator.GetAsync(
            "api/models/openai/gpt-oss-20b?expand[]=inference&expand[]=pipeline_tag&expand=tags")).AsObject();

        Assert.Equal(
            ["_id", "id", "pipeline_tag", "inference", "tags"], info.Select(field => field.Key)
            .OrderBy(name => Array.IndexOf(["_id", "id", "pipeline_tag", "inference", "tags"], name)));
        Assert.Contains("conversational", info["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        Assert.Contains(
            "nonsense",
            (await emulator.GetAsync(
                "api/models/openai/gpt-oss-20b?expand[]=nonsense",
                HttpStatusCode.BadRequest))["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_expand_the_usual_fields_come()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var info = await emulator.GetAsync("api/models/openai/gpt-oss-20b");

        Assert.Equal("text-generation", info["pipeline_tag"]!.GetValue<string>());
        Assert.Equal("openai/gpt-oss-20b", info["modelId"]!.GetValue<string>());
        Assert.False(info["gated"]!.GetValue<bool>());
        Assert.Null(info["inferenceProviderMapping"]);
    }

    [Theory]
    [InlineData("no/model", null, HttpStatusCode.Unauthorized, null, "Invalid username or password.")]
    [InlineData("no/model", "hf_emulator", HttpStatusCode.NotFound, "RepoNotFound", "Repository not found")]
    [InlineData("gpt-4o-mini", "hf_emulator", HttpStatusCode.NotFound, "RepoNotFound", "Repository not found")]
    [InlineData(
        "openai/gpt-oss-20b", "hf_wrong", HttpStatusCode.Unauthorized, null,
        "Invalid credentials in Authorization header")]
    [InlineData(
        "meta-llama/Llama-3.1-405B-Instruct", null, HttpStatusCode.Unauthorized, "GatedRepo",
        "Access to model meta-llama/Llama-3.1-405B-Instruct is restricted. You must have access to it and be "
        + "authenticated to access it. Please log in.")]
    [InlineData(
        "meta-llama/Llama-3.1-405B-Instruct", "hf_emulator", HttpStatusCode.Forbidden, "GatedRepo",
        "Access to model meta-llama/Llama-3.1-405B-Instruct is restricted and you are not in the authorized list. "
        + "Visit https://huggingface.co/meta-llama/Llama-3.1-405B-Instruct to ask for access.")]
    public async Task Missing_and_gated_models_are_refused(
        string model, string? token, HttpStatusCode status, string? code, string message)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"api/models/{model}?expand[]=inferenceProviderMapping");
        request.Headers.Authorization = token is null ? null : new("Bearer", token);

        using var response = await emulator.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(message, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!.GetValue<string>());
        Assert.Equal(code, response.Headers.TryGetValues("x-error-code", out var codes) ? codes.Single() : null);
    }

    [Theory]
    [InlineData(
        "inference_provider=fal-ai&pipeline_tag=text-to-image", "black-forest-labs/FLUX.1-dev", "zai-org/GLM-Image")]
    [InlineData(
        "inference_provider=scaleway,novita&pipeline_tag=image-text-to-text", "google/gemma-3-27b-it",
        "meta-llama/Llama-4-Scout-17B-16E-Instruct")]
    [InlineData("inference_provider=all&pipeline_tag=text-to-video", "Wan-AI/Wan2.1-T2V-14B", "openai/gpt-oss-20b")]
    [InlineData("inference_provider=all", "openai/gpt-oss-20b", "manycore-research/SpatialLM-Llama-1B")]
    [InlineData("search=spatiallm", "manycore-research/SpatialLM-Llama-1B", "openai/gpt-oss-20b")]
    [InlineData("author=Qwen&filter=conversational", "Qwen/Qwen3-32B", "Qwen/Qwen3-Embedding-8B")]
    [InlineData("inference_provider=nvidia", null, "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("inference=warm", "openai/gpt-oss-20b", "manycore-research/SpatialLM-Llama-1B")]
    public async Task Models_can_be_searched(string query, string? found, string other)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var ids = (await emulator.GetAsync($"api/models?{query}")).AsArray()
            .Select(model => model!["id"]!.GetValue<string>()).ToList();

        Assert.True(found is null ? ids.Count == 0 : ids.Contains(found));
        Assert.DoesNotContain(other, ids);
    }

    [Fact]
    public async Task Search_comes_in_pages_with_a_link_to_the_next()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var all = (await emulator.GetAsync("api/models?inference_provider=all")).AsArray()
            .Select(model => model!["id"]!.GetValue<string>()).ToList();
        var paged = new List<string>();
        string? next = "api/models?inference_provider=all&limit=10&expand[]=inferenceProviderMapping";
        while (next is not null)
        {
            using var response = await emulator.Http.GetAsync(new Uri(next, UriKind.RelativeOrAbsolute));
            var page = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
            Assert.All(page, model => Assert.NotNull(model!["inferenceProviderMapping"]));
            paged.AddRange(page.Select(model => model!["id"]!.GetValue<string>()));
            next = response.Headers.TryGetValues("link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(all, paged);
        Assert.True(all.Count > 20);
    }

    [Fact]
    public async Task Whoami_tells_the_permissions()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var user = await emulator.GetAsync("api/whoami-v2", token: emulator.Host.Token);
        var reader = await emulator.GetAsync("api/whoami-v2", token: emulator.Host.TokenWithoutPermission);

        Assert.Equal("emulator", user["name"]!.GetValue<string>());
        Assert.Equal("access_token", user["auth"]!["type"]!.GetValue<string>());
        Assert.Contains("inference.serverless.write", user.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("inference.serverless.write", reader.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull((await emulator.GetAsync("api/whoami-v2", HttpStatusCode.Unauthorized))["error"]);
        Assert.NotNull((await emulator.GetAsync("api/whoami-v2", HttpStatusCode.Unauthorized, "hf_wrong"))["error"]);
    }

    [Fact]
    public async Task Tasks_have_recommended_models()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var tasks = await emulator.GetAsync("api/tasks");

        Assert.Equal(
            "sentence-transformers/all-MiniLM-L6-v2", tasks["feature-extraction"]!["models"]!.AsArray()
            .Select(model => model!["id"]!.GetValue<string>())
            .First(id => id.StartsWith("sentence", StringComparison.Ordinal)));
        Assert.NotNull(tasks["text-to-image"]!["models"]![0]!["id"]);
        Assert.Null(tasks["conversational"]);
    }
}
