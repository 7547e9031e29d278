using System.Net;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

public class AutoRouterTests
{
    [Theory]
    [InlineData("openai/gpt-oss-120b", "cerebras")]
    [InlineData("openai/gpt-oss-120b:fastest", "cerebras")]
    [InlineData("openai/gpt-oss-120b:cheapest", "novita")]
    [InlineData("openai/gpt-oss-120b:preferred", "together")]
    [InlineData("openai/gpt-oss-120b:groq", "groq")]
    [InlineData("openai/gpt-oss-20b:newcomer", "newcomer")]
    [InlineData("swiss-ai/Apertus-8B-Instruct-2509:preferred", "publicai")]
    public async Task The_suffix_picks_the_provider_and_a_header_names_it(string model, string provider)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync("v1/chat/completions", EmulatorClient.Body(model, "Say hello."));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(provider, response.Headers.GetValues("x-inference-provider").Single());
        Assert.Equal(provider, emulator.Host.Requests[0].Provider);
        Assert.Equal("hello", Wire.Text(JsonNode.Parse(await response.Content.ReadAsStringAsync())!));
    }

    [Fact]
    public async Task The_accounts_order_of_providers_can_be_set()
    {
        await using var emulator = await EmulatorClient.StartAsync(new() { PreferredProviders = ["nscale", "groq"] });

        using var response = await emulator.SendAsync(
            "v1/chat/completions", EmulatorClient.Body("openai/gpt-oss-120b:preferred", "Hi"));

        Assert.Equal("nscale", response.Headers.GetValues("x-inference-provider").Single());
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_of_its_own()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ids = new HashSet<string>();
        foreach (var model in new[] { "openai/gpt-oss-120b", "openai/gpt-oss-120b", "no/model" })
        {
            using var response = await emulator.SendAsync("v1/chat/completions", EmulatorClient.Body(model, "Hi"));
            ids.Add(response.Headers.GetValues("x-request-id").Single());
        }

        Assert.Equal(3, ids.Count);
    }

    [Fact]
    public async Task A_model_that_nobody_serves_gets_the_routers_own_error()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var error = await emulator.ChatAsync(EmulatorClient.Body("no/model", "Hi"), HttpStatusCode.BadRequest);

        Assert.Equal(
            """{"error":{"message":"The requested model 'no/model' is not supported by any provider you have """
            + """enabled.","type":"invalid_request_error","param":"model","code":"model_not_supported"}}""",
            error.ToJsonString(Relaxed));
    }

    [Theory]
    [InlineData("openai/gpt-oss-120b:featherless-ai")]
    [InlineData("openai/gpt-oss-120b:sambanova")]
    [InlineData("openai/gpt-oss-120b:nobody")]
    [InlineData("google/gemma-3-27b-it:hf-inference")]
    [InlineData("moonshotai/Kimi-K2-Instruct:baseten")]
    [InlineData("manycore-research/SpatialLM-Llama-1B")]
    [InlineData("black-forest-labs/FLUX.1-dev")]
    public async Task A_provider_that_does_not_serve_the_model_now_is_refused(string model)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var error = await emulator.ChatAsync(EmulatorClient.Body(model, "Hi"), HttpStatusCode.BadRequest);

        Assert.Equal("model_not_supported", error["error"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "Invalid username or password.")]
    [InlineData("Bearer hf_wrong", HttpStatusCode.Unauthorized, "Invalid credentials in Authorization header")]
    [InlineData("Bearer key-groq", HttpStatusCode.Unauthorized, "Invalid credentials in Authorization header")]
    [InlineData("Key hf_emulator", HttpStatusCode.Unauthorized, "Invalid username or password.")]
    [InlineData(
        "Bearer hf_emulator_read", HttpStatusCode.Forbidden,
        "This authentication method does not have sufficient permissions to call Inference Providers on behalf of "
        + "user emulator")]
    public async Task A_token_that_may_not_call_is_refused(string? authorization, HttpStatusCode status, string message)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        foreach (var path in new[] { "v1/chat/completions", "groq/openai/v1/chat/completions" })
        {
            var error = await emulator.PostAsync(
                path, EmulatorClient.Body("openai/gpt-oss-20b", "Hi"), status, authorization);
            Assert.Equal(message, error["error"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Tools_lead_to_a_provider_that_takes_tools()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var tools = new JsonArray(
            EmulatorClient.Tool(
                "get_weather", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));
        var body = EmulatorClient.Body("Qwen/Qwen2.5-VL-72B-Instruct", "What is the weather in Paris?");

        using var without = await emulator.SendAsync("v1/chat/completions", body);
        body["tools"] = tools;
        using var with = await emulator.SendAsync("v1/chat/completions", body);

        Assert.Equal("ovhcloud", without.Headers.GetValues("x-inference-provider").Single());
        Assert.Equal("novita", with.Headers.GetValues("x-inference-provider").Single());
    }

    [Fact]
    public async Task The_router_translates_schemas_into_the_providers_dialect()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        foreach (var provider in new[] { "together", "fireworks-ai", "groq" })
        {
            var answer = await emulator.ChatAsync(
                EmulatorClient.Body(
                    $"openai/gpt-oss-20b:{provider}", "Ada is 36 years old.", body =>
                        body["response_format"] = JsonNode.Parse(
                """{"type":"json_schema","json_schema":{"name":"p","schema":{"type":"object","properties":{"name":"""
                + """{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}}}""")));

            Assert.Equal("""{"name":"Ada","age":36}""", Wire.Text(answer));
        }
    }

    [Fact]
    public async Task The_model_list_has_prices_capabilities_and_speeds()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var list = await emulator.GetAsync("v1/models");

        Assert.Equal("list", list["object"]!.GetValue<string>());
        var model = list["data"]!.AsArray().Single(entry => entry!["id"]!.GetValue<string>() == "openai/gpt-oss-120b")!;
        Assert.Equal("openai", model["owned_by"]!.GetValue<string>());
        Assert.Equal("text", model["architecture"]!["input_modalities"]![0]!.GetValue<string>());
        var novita = model["providers"]!.AsArray().Single(entry => entry!["provider"]!.GetValue<string>() == "novita")!;
        Assert.Equal(
            """{"provider":"novita","status":"live","context_length":131072,"pricing":{"input":0.05,"output":0.25}"""
            + ""","supports_tools":true,"supports_structured_output":true,"is_model_author":false"""
            + ""","first_token_latency_ms":640,"throughput":182.4}""",
            novita.ToJsonString());
    }

    [Fact]
    public async Task In_the_model_list_all_but_provider_and_status_may_be_missing()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var list = await emulator.GetAsync("v1/models");

        var providers = list["data"]!.AsArray()
            .Single(entry => entry!["id"]!.GetValue<string>() == "openai/gpt-oss-20b")!["providers"]!.AsArray();
        Assert.Equal(
            """{"provider":"newcomer","status":"live"}""",
            providers.Single(entry => entry!["provider"]!.GetValue<string>() == "newcomer")!.ToJsonString());
        Assert.DoesNotContain(providers, entry => entry!["provider"]!.GetValue<string>() == "nebius");
    }

    [Fact]
    public async Task The_model_list_has_every_routed_chat_provider_and_only_chat_models()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var models = (await emulator.GetAsync("v1/models"))["data"]!.AsArray();
        var providers = models.SelectMany(model => model!["providers"]!.AsArray())
            .Select(entry => entry!["provider"]!.GetValue<string>()).Distinct().Order();

        var expected = ProviderRegistry.BuiltIn.All.Where(
            provider =>
                provider is { Chat: not null, IsRouted: true }
                && !ChatProviders.Dropped.Contains(provider.Name)).Select(provider =>
                    provider.Name).Append("newcomer").Order();
        Assert.Equal(expected, providers);
        Assert.True(models.Count >= 25, $"{models.Count} models");
        Assert.DoesNotContain(
            models, model => model!["id"]!.GetValue<string>().Contains("FLUX", StringComparison.Ordinal));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
