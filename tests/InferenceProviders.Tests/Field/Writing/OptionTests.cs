using System.Text.Json.Nodes;
using InferenceProviders.Tests.Support;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>Options whose wire form depends on the provider, and values that no server takes.</summary>
[Trait("Category", "Field")]
public sealed class OptionTests
{
    /// <summary>
    /// microsoft/semantic-kernel#12899, OpenHands/software-agent-sdk#1083: "'max_tokens' is not supported with this
    /// model".
    /// </summary>
    [Theory]
    [InlineData("gpt-5-mini", "max_completion_tokens")]
    [InlineData("openai/gpt-5.2", "max_completion_tokens")]
    [InlineData("o1", "max_completion_tokens")]
    [InlineData("o3-mini", "max_completion_tokens")]
    [InlineData("o4-mini-2025-04-16", "max_completion_tokens")]
    [InlineData("gpt-4o-mini", "max_tokens")]
    [InlineData("gpt-4.1", "max_tokens")]
    [InlineData("gpt-3.5-turbo", "max_tokens")]
    [InlineData("chatgpt-4o-latest", "max_tokens")]
    public async Task The_length_has_the_name_that_the_model_of_OpenAI_takes(string model, string field)
    {
        var body = await OpenAIAsync(model, new ChatOptions { MaxOutputTokens = 50 });
        Assert.Equal(50, body.GetProperty(field).GetInt32());
        Assert.False(body.TryGetProperty(field == "max_tokens" ? "max_completion_tokens" : "max_tokens", out _));
    }

    [Theory]
    [InlineData("openai", "gpt-5-mini", "max_tokens")]
    [InlineData("openai", "gpt-5-mini", "max_completion_tokens")]
    [InlineData("groq", "openai/gpt-oss-120b", "max_completion_tokens")]
    [InlineData("groq", "openai/gpt-oss-120b", "max_tokens")]
    public async Task A_length_that_was_set_raw_is_the_only_one(string provider, string model, string field)
    {
        foreach (var options in new[]
        {
            new ChatOptions { MaxOutputTokens = 50, AdditionalProperties = new() { [field] = 7 } },
            new ChatOptions { MaxOutputTokens = 50, RawRepresentationFactory = _ => new JsonObject { [field] = 7 } },
        })
        {
            var body = provider == "openai"
                ? await OpenAIAsync(model, options)
                : await Sent.BodyAsync(options, provider: provider);
            Assert.Equal(7, body.GetProperty(field).GetInt32());
            Assert.Single(body.EnumerateObject(), property => property.Name is "max_tokens" or "max_completion_tokens");
        }
    }

    /// <summary>
    /// Microsoft.Extensions.AI: "If the implementation does not support background responses, this property will be
    /// ignored."
    /// </summary>
    [Theory]
    [InlineData(ChatProtocol.ChatCompletions)]
    [InlineData(ChatProtocol.Responses)]
    public async Task Background_responses_that_are_only_allowed_are_not_asked_for(ChatProtocol protocol)
    {
        await using var server = ScriptedServer.Start(protocol == ChatProtocol.Responses
            ? Reply.Json(
                """{"id":"r","object":"response","status":"completed","model":"m","output":"""
                + """[{"type":"message","id":"m","role":"assistant","status":"completed","content":"""
                + """[{"type":"output_text","text":"Hi","annotations":[]}]}]}""")
            : Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router();
        var response = await router.AsIChatClient("org/model",
            protocol: protocol).GetResponseAsync("Hi", new ChatOptions { AllowBackgroundResponses = true });
        Assert.Equal("Hi", response.Text);
        Assert.DoesNotContain("background", server.Requests.Single().Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, ChatOptions> OutOfRange => new()
    {
        { nameof(ChatOptions.Temperature), new() { Temperature = 9 } },
        { nameof(ChatOptions.Temperature), new() { Temperature = -0.1f } },
        { nameof(ChatOptions.Temperature), new() { Temperature = float.NaN } },
        { nameof(ChatOptions.Temperature), new() { Temperature = float.PositiveInfinity } },
        { nameof(ChatOptions.TopP), new() { TopP = 1.1f } },
        { nameof(ChatOptions.TopP), new() { TopP = -1 } },
        { nameof(ChatOptions.TopK), new() { TopK = -2 } },
        { nameof(ChatOptions.MaxOutputTokens), new() { MaxOutputTokens = -5 } },
        { nameof(ChatOptions.FrequencyPenalty), new() { FrequencyPenalty = 3 } },
        { nameof(ChatOptions.PresencePenalty), new() { PresencePenalty = -2.5f } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task A_value_out_of_range_never_reaches_the_wire(string option, ChatOptions options)
    {
        foreach (var protocol in new[] { ChatProtocol.ChatCompletions, ChatProtocol.Responses })
        {
            await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
            using var router = server.Router();
            var chat = router.AsIChatClient("org/model", protocol: protocol);
            var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => chat.GetResponseAsync("Hi", options));
            Assert.Contains($"ChatOptions.{option}", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => chat.GetStreamingResponseAsync("Hi", options).ToChatResponseAsync());
            Assert.Empty(server.Requests);
        }
    }

    [Fact]
    public async Task The_ends_of_the_ranges_are_sent()
    {
        var body = await Sent.BodyAsync(new ChatOptions
        {
            Temperature = 2,
            TopP = 1,
            TopK = 0,
            MaxOutputTokens = 0,
            FrequencyPenalty = -2,
            PresencePenalty = 2,
        });
        Sent.Same("2", body.GetProperty("temperature"));
        body = await Sent.BodyAsync(new ChatOptions { Temperature = 0, TopP = 0, TopK = -1 });
        Sent.Same("-1", body.GetProperty("top_k"));
    }

    /// <summary>What a caller sets by its wire name is the caller's.</summary>
    [Fact]
    public async Task A_raw_value_is_not_judged() =>
        Sent.Same(
            "9", (await Sent.BodyAsync(
                new ChatOptions { Temperature = 9, AdditionalProperties = new() { ["temperature"] = 9 } })).GetProperty(
                    "temperature"));

    private static async Task<System.Text.Json.JsonElement> OpenAIAsync(string model, ChatOptions options)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router(o =>
        {
            o.ProviderKeys["openai"] = "sk-scripted";
            o.ProviderEndpoints["openai"] = server.Address;
        });
        await router.AsIChatClient(model, "openai").GetResponseAsync("Hi", options);
        return server.Requests.Single().Json;
    }
}
