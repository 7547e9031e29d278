using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// What the server would ignore or misread is refused with a clear error, and never reaches the wire.
/// </summary>
public sealed class RefusalTests
{
    public static TheoryData<string, string> Unsupported => new()
    {
        { nameof(ChatOptions.ConversationId), "ChatOptions.ConversationId" },
        { nameof(ChatOptions.TopK), "ChatOptions.TopK" },
        { nameof(ChatOptions.Seed), "ChatOptions.Seed" },
        { nameof(ChatOptions.FrequencyPenalty), "ChatOptions.FrequencyPenalty" },
        { nameof(ChatOptions.PresencePenalty), "ChatOptions.PresencePenalty" },
        { nameof(ChatOptions.StopSequences), "ChatOptions.StopSequences" },
        { "previous_response_id", "previous_response_id" },
        { "conversation", "conversation" },
        { "background", "background" },
        { "effort none", "None" },
        { "effort extra high", "ExtraHigh" },
        { "web search", "HostedWebSearchTool" },
        { "server address", "absolute http or https URL" },
    };

    [Theory]
    [MemberData(nameof(Unsupported))]
    public async Task What_has_no_form_on_this_route_is_not_supported(string what, string words)
    {
        var error = await RefusedAsync<InferenceException>(ResponsesChat.User(), Options(what));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "model", "ChatOptions.ModelId" },
        { "response_format", "ChatOptions.ResponseFormat" },
        { "temperature", "between 0 and 2" },
        { "top_p", "between 0 and 1" },
        { "max", "must not be negative" },
        { "no tool allowed", "leave the tool out to allow none" },
        { "two servers", "Two MCP servers have the name 'lab'" },
        { "two functions", "Two tools have the name 'add'" },
        { "function and server", "Two tools have the name 'add'" },
        { "tool of two servers", "Two tools have the name 'add'" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_names_the_argument_and_what_would_be_right(string what, string words)
    {
        var error = await RefusedAsync<ArgumentException>(ResponsesChat.User(), Options(what));

        Assert.Equal("options", error.ParamName);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<AIContent> Contents =>
    [
        new DataContent(new byte[] { 1 }, "audio/wav"),
        new DataContent(new byte[] { 1 }, "application/pdf"),
        new UriContent("https://example.org/a.mp4", "video/mp4"),
        new HostedFileContent("file_1") { MediaType = "image/png" },
        new HostedFileContent("file_1"),
    ];

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Content_that_the_route_cannot_carry_is_never_dropped(AIContent content)
    {
        var error = await RefusedAsync<InferenceException>(
            [new ChatMessage(ChatRole.User, [content])], new ChatOptions());

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(content.GetType().Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_say_is_refused()
    {
        var error = await RefusedAsync<ArgumentException>([], new ChatOptions());

        Assert.Equal("messages", error.ParamName);
    }

    [Fact]
    public async Task Penalties_of_zero_say_nothing_and_are_accepted()
    {
        var body = await ResponsesChat.BodyAsync(ResponsesChat.User(), new ChatOptions
        {
            FrequencyPenalty = 0,
            PresencePenalty = 0,
            StopSequences = [],
        });

        Assert.Equal(["model", "input"], body.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public void A_protocol_that_is_none_is_refused()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false, Token = "hf_x" });

        Assert.Throws<ArgumentOutOfRangeException>(
            "protocol", () => router.AsIChatClient("org/model", (ChatProtocol)7));
    }

    private static async Task<T> RefusedAsync<T>(ChatMessage[] messages, ChatOptions options)
        where T : Exception
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Responded.Completed()));
        using var router = server.Router();

        var error = await Assert.ThrowsAnyAsync<T>(() => router.Responses().GetResponseAsync(messages, options));
        Assert.IsType<T>((await router.Responses().StreamAsync(messages, options)).Failure, exactMatch: false);
        Assert.Empty(server.Requests);
        return error;
    }

    private static ChatOptions Options(string what) => what switch
    {
        nameof(ChatOptions.ConversationId) => new() { ConversationId = "resp_1" },
        nameof(ChatOptions.TopK) => new() { TopK = 1 },
        nameof(ChatOptions.Seed) => new() { Seed = 1 },
        nameof(ChatOptions.FrequencyPenalty) => new() { FrequencyPenalty = 1 },
        nameof(ChatOptions.PresencePenalty) => new() { PresencePenalty = 1 },
        nameof(ChatOptions.StopSequences) => new() { StopSequences = ["x"] },
        "previous_response_id" => new() { AdditionalProperties = new() { [what] = "resp_1" } },
        "conversation" => new() { RawRepresentationFactory = _ => new JsonObject { [what] = "conv_1" } },
        "background" => new() { AdditionalProperties = new() { [what] = true } },
        "effort none" => new() { Reasoning = new() { Effort = ReasoningEffort.None } },
        "effort extra high" => new() { Reasoning = new() { Effort = ReasoningEffort.ExtraHigh } },
        "web search" => new() { Tools = [new HostedWebSearchTool()] },
        "server address" => new() { Tools = [new HostedMcpServerTool("lab", "connector_gmail")] },
        "model" => new() { AdditionalProperties = new() { ["model"] = "x" } },
        "response_format" => new() { AdditionalProperties = new() { ["response_format"] = "x" } },
        "temperature" => new() { Temperature = 2.5f },
        "top_p" => new() { TopP = 1.5f },
        "max" => new() { MaxOutputTokens = -1 },
        "no tool allowed" => new()
        {
            Tools = [new HostedMcpServerTool("lab", "https://mcp.example") { AllowedTools = [] }],
        },
        "two servers" => new() { Tools = [ResponsesChat.Server(), ResponsesChat.Server()] },
        "two functions" => new() { Tools = [ResponsesChat.Function("add"), ResponsesChat.Function("add")] },
        "function and server" => new() { Tools = [ResponsesChat.Function("add"), ResponsesChat.Server("lab", "add")] },
        "tool of two servers" => new()
        {
            Tools = [ResponsesChat.Server("first", "add"), ResponsesChat.Server("second", "add")],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
