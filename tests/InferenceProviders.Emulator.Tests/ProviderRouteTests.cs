using System.Net;

namespace InferenceProviders.Emulator.Tests;

public class ProviderRouteTests
{
    [Theory]
    [MemberData(nameof(ChatProviders.All), MemberType = typeof(ChatProviders))]
    public async Task Every_provider_answers_at_its_own_host_with_its_own_key(string provider)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var model = ChatProviders.ModelId(emulator.Host, provider);
        var (path, authorization) = ChatProviders.Direct(provider, model);

        var answer = await emulator.PostAsync(
            path, EmulatorClient.Body(model, "Say hello."), authorization: authorization);

        Assert.Equal("hello", Wire.Text(answer));
        Assert.Equal(model, answer["model"]!.GetValue<string>());
        Assert.Equal(provider, Assert.Single(emulator.Host.Requests).Provider);
    }

    [Theory]
    [MemberData(nameof(ChatProviders.All), MemberType = typeof(ChatProviders))]
    public async Task Every_routed_provider_answers_behind_the_router_with_the_hub_token(string provider)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var offer = ChatProviders.Offer(emulator.Host, provider);

        using var response = await emulator.SendAsync(
            provider
            + ChatProviders.Path(provider, offer.ProviderId), EmulatorClient.Body(offer.ProviderId, "Say hello."));

        var expected = !ProviderRegistry.BuiltIn.Find(provider)!.IsRouted ? HttpStatusCode.NotFound
            : ChatProviders.Dropped.Contains(provider) ? HttpStatusCode.BadRequest
            : HttpStatusCode.OK;
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("router.huggingface.co", emulator.Host.Requests[0].Host);
    }

    [Fact]
    public async Task Dropped_providers_can_be_brought_back()
    {
        await using var emulator = await EmulatorClient.StartAsync(new() { KeepDroppedProviders = true });

        foreach (var provider in ChatProviders.Dropped)
        {
            var offer = ChatProviders.Offer(emulator.Host, provider);
            var model = emulator.Host.Models.First(model => model.Offers.Contains(offer));
            var info = await emulator.GetAsync($"api/models/{model.Id}?expand[]=inferenceProviderMapping");
            var routed = await emulator.PostAsync(
                provider
                + ChatProviders.Path(provider, offer.ProviderId), EmulatorClient.Body(offer.ProviderId, "Say hello."));
            var auto = await emulator.ChatAsync(EmulatorClient.Body($"{model.Id}:{provider}", "Say hello."));

            Assert.Equal(
                offer.ProviderId, info["inferenceProviderMapping"]![provider]!["providerId"]!.GetValue<string>());
            Assert.Equal("hello", Wire.Text(routed));
            Assert.Equal("hello", Wire.Text(auto));
        }
    }

    [Theory]
    [MemberData(nameof(ChatProviders.All), MemberType = typeof(ChatProviders))]
    public async Task A_model_under_a_wrong_id_is_not_found(string provider)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var (path, authorization) = ChatProviders.Direct(provider, "no/such-model");

        using var response = await emulator.SendAsync(path, EmulatorClient.Body("no/such-model", "Hi"), authorization);

        // HF Inference is reached through the router, which refuses on its own account.
        Assert.Equal(
            provider == "hf-inference" ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(
            provider == "hf-inference"
                ? "hf-inference"
                : "no/such-model", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ChatProviders.All), MemberType = typeof(ChatProviders))]
    public async Task A_wrong_key_or_scheme_is_refused_in_the_providers_form(string provider)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var model = ChatProviders.ModelId(emulator.Host, provider);
        var (path, authorization) = ChatProviders.Direct(provider, model);
        var body = EmulatorClient.Body(model, "Hi");

        foreach (var wrong in new[] { null, "Bearer nonsense", $"Basic {authorization.Split(' ')[1]}" })
        {
            using var response = await emulator.SendAsync(path, body, wrong);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.NotEmpty(await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task The_hubs_id_is_not_the_providers_id()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var routed = await emulator.PostAsync(
            "groq/openai/v1/chat/completions", EmulatorClient.Body("meta-llama/Llama-3.3-70B-Instruct", "Hi"),
            HttpStatusCode.BadRequest);
        var direct = await emulator.PostAsync(
            "hosts/api.groq.com/openai/v1/chat/completions",
            EmulatorClient.Body("meta-llama/Llama-3.3-70B-Instruct", "Hi"), HttpStatusCode.NotFound, "Bearer key-groq");

        Assert.Equal("Model not supported by provider groq", routed["error"]!.GetValue<string>());
        Assert.Equal("model_not_found", direct["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_model_for_another_task_does_not_chat()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var error = await emulator.PostAsync(
            "together/v1/chat/completions", EmulatorClient.Body("black-forest-labs/FLUX.1-dev", "Hi"),
            HttpStatusCode.BadRequest);

        Assert.Equal("Model not supported by provider together", error["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task Zai_wants_its_source_channel_header()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        using var request = EmulatorClient.Request(
            "zai-org/api/paas/v4/chat/completions", EmulatorClient.Body("glm-4.5", "Hi"));
        request.Headers.Remove("x-source-channel");

        using var response = await emulator.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("x-source-channel", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cerebras_refuses_store()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var error = await emulator.PostAsync(
            "cerebras/v1/chat/completions", EmulatorClient.Body("gpt-oss-120b", "Hi", body => body["store"] = true),
            HttpStatusCode.BadRequest);

        Assert.Equal("store", error["param"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_provider_that_the_library_does_not_know_is_behind_the_router()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        Assert.Null(ProviderRegistry.BuiltIn.Find("newcomer"));

        var answer = await emulator.PostAsync(
            "newcomer/v1/chat/completions", EmulatorClient.Body("gpt-oss-20b", "Say hello."));

        Assert.Equal("hello", Wire.Text(answer));
    }

    [Fact]
    public async Task Providers_that_the_hub_dropped_take_the_hubs_id_too_at_their_own_host()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.PostAsync(
            "hosts/integrate.api.nvidia.com/v1/chat/completions",
            EmulatorClient.Body("meta-llama/Llama-3.1-8B-Instruct", "Say hello."), authorization: "Bearer key-nvidia");

        Assert.Equal("hello", Wire.Text(answer));
    }

    [Theory]
    [InlineData(
        "hosts/abc.us-east-1.aws.endpoints.huggingface.cloud/v1/chat/completions", "Bearer hf_emulator",
        HttpStatusCode.OK)]
    [InlineData(
        "hosts/abc.us-east-1.aws.endpoints.huggingface.cloud/v1/chat/completions", null, HttpStatusCode.Unauthorized)]
    [InlineData("hosts/localhost:8080/v1/chat/completions", null, HttpStatusCode.OK)]
    public async Task A_model_server_of_ones_own_takes_any_model_name(
        string path, string? authorization, HttpStatusCode status)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync(path, EmulatorClient.Body("tgi", "Hi"), authorization);

        Assert.Equal(status, response.StatusCode);
    }
}
