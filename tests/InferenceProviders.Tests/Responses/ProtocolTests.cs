using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>Which protocol a call takes, and where it goes.</summary>
public sealed class ProtocolTests
{
    [Theory]
    [InlineData(ChatProtocol.Auto, false, "/v1/chat/completions")]
    [InlineData(ChatProtocol.Auto, true, "/v1/responses")]
    [InlineData(ChatProtocol.ChatCompletions, false, "/v1/chat/completions")]
    [InlineData(ChatProtocol.Responses, false, "/v1/responses")]
    [InlineData(ChatProtocol.Responses, true, "/v1/responses")]
    public async Task A_call_takes_the_protocol_that_was_chosen_or_that_its_tools_need(
        ChatProtocol protocol, bool hasServer, string path)
    {
        await using var server = ScriptedServer.Start(request => request.Target == "/v1/responses"
            ? Responded.Reply(Responded.Completed(Responded.Message("ok")))
            : Reply.Json(Wire.Answer("""{"role":"assistant","content":"ok"}""")));
        using var router = server.Router();

        var response = await router.AsIChatClient(ResponsesChat.Model,
            protocol).GetResponseAsync("Hi", new ChatOptions { Tools = hasServer ? [ResponsesChat.Server()] : [] });

        Assert.Equal("ok", response.Text);
        Assert.Equal(path, Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Chosen_automatically_the_route_must_be_able_to_carry_the_functions_too()
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Responded.Completed(Responded.Message("ok"))));
        using var router = server.Router();
        var options = new ChatOptions { Tools = [ResponsesChat.Server(), ResponsesChat.Function("weather")] };

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient(ResponsesChat.Model).GetResponseAsync("Hi", options));
        await router.Responses().GetResponseAsync("Hi", options);

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("UseMcpServerTools", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(server.Requests).Json.GetProperty("tools").GetArrayLength());
    }

    [Fact]
    public async Task OpenAI_can_carry_both()
    {
        var body = await ResponsesChat.BodyAsync(
            ResponsesChat.User(),
            new ChatOptions { Tools = [ResponsesChat.Server(), ResponsesChat.Function("weather")] },
            router => router.AsIChatClient("gpt-5", "openai"),
            (options, server) =>
            {
                options.ProviderKeys["openai"] = "sk-test";
                options.ProviderEndpoints["openai"] = server.Address;
            });

        Assert.Equal(2, body.GetProperty("tools").GetArrayLength());
    }

    [Fact]
    public async Task Chat_completions_refuse_an_mcp_server()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(Wire.Answer("""{"role":"assistant","content":"ok"}""")));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIChatClient(ResponsesChat.Model, ChatProtocol.ChatCompletions)
                .GetResponseAsync("Hi", new ChatOptions { Tools = [ResponsesChat.Server()] }));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("UseMcpServerTools", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("org/model", "groq", "org/model:groq")]
    [InlineData("org/model:groq", "groq", "org/model:groq")]
    [InlineData("org/model:cheapest", "groq", "org/model:groq")]
    [InlineData("org/model:cheapest", null, "org/model:cheapest")]
    [InlineData("org/model", "auto", "org/model")]
    public async Task A_provider_is_named_in_the_model(string model, string? provider, string sent)
    {
        var body = await ResponsesChat.BodyAsync(
            ResponsesChat.User(), client: router => router.AsIChatClient(model, ChatProtocol.Responses, provider));

        Assert.Equal(sent, body.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_provider_with_a_key_of_its_own_is_not_called_on_another_account()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(() => ResponsesChat.BodyAsync(
            ResponsesChat.User(), client: router =>
                router.AsIChatClient("org/model", ChatProtocol.Responses, "groq"), configure: (options, _) =>
                    options.ProviderKeys["groq"] = "gsk_test"));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("groq has no Responses API", error.Message, StringComparison.Ordinal);
        Assert.Contains("UseMcpServerTools", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => ResponsesChat.BodyAsync(ResponsesChat.User(), configure: (options, _) => options.Token = null));

        Assert.Equal(InferenceErrorKind.Authentication, error.Kind);
        Assert.Contains("HF_TOKEN", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/v1/responses")]
    [InlineData("/v1", "/v1/responses")]
    [InlineData("/v1/responses", "/v1/responses")]
    [InlineData("/v1/chat/completions", "/v1/responses")]
    [InlineData("/deep/v1?key=1", "/deep/v1/responses?key=1")]
    public async Task An_endpoint_is_called_at_its_route(string path, string target)
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Responded.Completed(Responded.Message("ok"))));
        using var router = server.Router(options => options.EndpointKeys[server.Authority] = "endpoint-key");

        await router.AsIChatClient(
            new Uri($"{server.Address.AbsoluteUri.TrimEnd('/')}{path}"), ChatProtocol.Responses,
            "served").GetResponseAsync(
            [new ChatMessage(new ChatRole("developer"), "Be brief."), .. ResponsesChat.User()],
                new ChatOptions { Reasoning = new() { Effort = ReasoningEffort.ExtraHigh } });

        var request = Assert.Single(server.Requests);
        Assert.Equal(target, request.Target);
        Assert.Equal("Bearer endpoint-key", request.Header("Authorization"));
        Assert.Equal(
            """{"model":"served","input":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]"""
            + ""","reasoning":{"effort":"xhigh"}}""",
            request.Body());
    }

    [Fact]
    public async Task The_full_route_of_an_endpoint_chooses_the_protocol()
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Responded.Completed(Responded.Message("ok"))));
        using var router = server.Router();

        var response = await router.AsIChatClient(new Uri(server.Address, "/v1/responses")).GetResponseAsync("Hi");

        Assert.Equal("ok", response.Text);
        Assert.Equal("/v1/responses", Assert.Single(server.Requests).Target);
    }
}
