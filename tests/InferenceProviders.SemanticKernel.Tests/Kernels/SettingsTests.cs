using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

public sealed class SettingsTests
{
    [Fact]
    public async Task Known_settings_reach_the_wire_under_their_names()
    {
        var sent = await SendAsync(Settings(
            ("temperature", 0.25), ("top_p", 0.5), ("top_k", 40), ("seed", 7), ("max_tokens", 50),
            ("frequency_penalty", 0.5), ("presence_penalty", 0.25),
            ("stop_sequences", new[] { "END" }), ("reasoning_effort", "high")));

        Assert.Equal(
            (0.25, 0.5, 40, 7, 50),
            ((double)sent["temperature"]!, (double)sent["top_p"]!, (int)sent["top_k"]!, (int)sent["seed"]!,
                (int)sent["max_tokens"]!));
        Assert.Equal(
            (0.5, 0.25, "END", "high"),
            ((double)sent["frequency_penalty"]!, (double)sent["presence_penalty"]!, (string?)sent["stop"]![0],
                (string?)sent["reasoning_effort"]));
    }

    [Fact]
    public async Task Unmapped_settings_reach_the_wire_as_they_are()
    {
        var sent = await SendAsync(Settings(
            ("min_p", 0.05), ("logprobs", true), ("user", "u-1"), ("ignored_tokens", new[] { 1, 2 }),
            ("chat_template_kwargs", new Dictionary<string, object> { ["enable_thinking"] = false })));

        AssertUnmapped(sent);
    }

    /// <summary>
    /// As settings are read from a prompt's YAML or JSON; Semantic Kernel makes doubles and lazy sequences of them.
    /// </summary>
    [Fact]
    public async Task So_do_settings_that_were_json()
    {
        var settings = JsonSerializer.Deserialize<PromptExecutionSettings>(
            """{"min_p":0.05,"logprobs":true,"user":"u-1","ignored_tokens":[1,2],"chat_template_kwargs":"""
            + """{"enable_thinking":false}}""")!;

        AssertUnmapped(await SendAsync(settings));
    }

    [Fact]
    public async Task So_do_the_properties_of_settings_of_ones_own() =>
        AssertUnmapped(await SendAsync(new OwnSettings()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_schema_gives_a_structured_answer(bool chatClient)
    {
        await using var host = await EmulatedKernel.StartAsync(builder => _ = chatClient
            ? builder.AddInferenceProvidersChatClient(EmulatedKernel.Model)
            : builder.AddInferenceProvidersChatCompletion(EmulatedKernel.Model));
        var schema = AIJsonUtilities.CreateJsonSchema(typeof(Booking), serializerOptions: JsonSerializerOptions.Web);

        var result = await host.Kernel.InvokePromptAsync(
            "A table for 4 at Luigi, please, on 2026-05-17.", new(Settings(("response_format", schema))));

        var booking = JsonSerializer.Deserialize<Booking>(result.ToString(), JsonSerializerOptions.Web)!;
        Assert.Equal(new Booking("Luigi", 4, new DateOnly(2026, 5, 17)), booking);
        Assert.Equal("json_schema", (string?)host.Emulator.LastCall().Json!["response_format"]!["type"]);
    }

    [Fact]
    public async Task Routing_options_choose_the_provider_and_are_not_sent()
    {
        await using var host = await EmulatedKernel.StartAsync();
        var settings = Settings(("min_p", 0.05));
        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto();
        var routed = settings.WithRouting(new RoutingOptions
        {
            AllowedProviders = ["fireworks-ai"],
            Policy = RoutePolicies.Listed,
        });

        var result = await host.Kernel.InvokePromptAsync("Hello", new(routed));

        Assert.Equal("fireworks-ai", result.GetValue<ChatMessageContent>()!.GetRoutingReport()!.Provider);
        Assert.Equal(0.05, (double?)host.Emulator.LastCall().Json!["min_p"]);
        Assert.DoesNotContain(
            host.Emulator.LastCall().Json!.AsObject(), field =>
                field.Key.StartsWith("inference_providers", StringComparison.Ordinal));
        Assert.Same(settings.FunctionChoiceBehavior, routed.FunctionChoiceBehavior);
        Assert.Equal(["min_p"], settings.ExtensionData!.Keys);
    }

    [Fact]
    public void Routing_options_that_would_be_lost_are_refused() =>
        Assert.Throws<ArgumentException>("settings", () => new OwnSettings().WithRouting(new RoutingOptions()));

    [Fact]
    public async Task Settings_are_not_changed()
    {
        var settings = Settings(("temperature", 0.25), ("min_p", 0.05));

        await SendAsync(settings);

        Assert.Equal(["temperature", "min_p"], settings.ExtensionData!.Keys);
    }

    private static void AssertUnmapped(JsonNode sent)
    {
        Assert.Equal((0.05, true, "u-1"), ((double)sent["min_p"]!, (bool)sent["logprobs"]!, (string?)sent["user"]));
        Assert.Equal([1.0, 2.0], sent["ignored_tokens"]!.AsArray().Select(token => (double)token!));
        Assert.False((bool)sent["chat_template_kwargs"]!["enable_thinking"]!);
    }

    private static async Task<JsonNode> SendAsync(PromptExecutionSettings settings)
    {
        await using var host = await EmulatedKernel.StartAsync();
        await host.Kernel.InvokePromptAsync("Hello", new(settings));
        return host.Emulator.LastCall().Json!;
    }

    private static PromptExecutionSettings Settings(params (string Name, object Value)[] data) =>
        new() { ExtensionData = data.ToDictionary(pair => pair.Name, pair => pair.Value) };

    private sealed record Booking(string Restaurant, int Guests, DateOnly Date);

    private sealed class OwnSettings : PromptExecutionSettings
    {
        [System.Text.Json.Serialization.JsonPropertyName("min_p")]
        public double MinP { get; init; } = 0.05;

        [System.Text.Json.Serialization.JsonPropertyName("logprobs")]
        public bool Logprobs { get; init; } = true;

        [System.Text.Json.Serialization.JsonPropertyName("user")]
        public string User { get; init; } = "u-1";

        [System.Text.Json.Serialization.JsonPropertyName("ignored_tokens")]
        public int[] IgnoredTokens { get; init; } = [1, 2];

        [System.Text.Json.Serialization.JsonPropertyName("chat_template_kwargs")]
        public Dictionary<string, object> Kwargs { get; init; } = new() { ["enable_thinking"] = false };
    }
}
