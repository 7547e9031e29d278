using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Emulator.Tests;

/// <summary>The emulator's llama-server refuses what the real one refuses, and the library gets on with it.</summary>
[Trait("Category", "Field")]
public sealed class LlamaServerTests
{
    private const string Chat = "hosts/llama.example.org/v1/chat/completions";

    public static TheoryData<string, string, int, string> Refusals => new()
    {
        { "a schema that is true",
            """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":"""
            + """{"type":"object","properties":{"a":true}}}}}""",
            400, "Unrecognized schema: true" },
        { "a pointer to the root",
            """{"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":"""
            + """{"$ref":"#"}}}}}]}""",
            400, "Unsupported ref: #" },
        { "a pattern without ends",
            """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":"""
            + """{"type":"string","pattern":"a"}}}}""",
            400, "Pattern must start with '^'" },
        { "a class by letter",
            """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":"""
            + """{"type":"string","pattern":"^\\d$"}}}}""",
            400, "failed to parse grammar" },
        { "arguments that are no JSON",
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":"""
            + """[{"id":"c","type":"function","function":{"name":"f","arguments":"{"}}]},"""
            + """{"role":"tool","tool_call_id":"c","content":"x"}]}""",
            500, "Failed to parse tool call arguments" },
        { "an image",
            """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64"""
            + """,AQ=="}}]}]}""",
            500, "image input is not supported" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task It_refuses_what_the_real_one_refuses(string what, string fields, int status, string words)
    {
        Assert.NotEmpty(what);
        await using var emulator = await EmulatorClient.StartAsync();
        var body = EmulatorClient.Body("any", "Hi", json =>
        {
            foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject())
            {
                json[name] = value?.DeepClone();
            }
        });
        var answer = await emulator.PostAsync(Chat, body, (HttpStatusCode)status, authorization: null);
        Assert.Equal(status, (int)answer["error"]!["code"]!);
        Assert.Contains(words, (string)answer["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_over_its_context_says_both_numbers()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var answer = await emulator.PostAsync(
            Chat, EmulatorClient.Body("any", new string('x', 20_000)), HttpStatusCode.BadRequest, authorization: null);
        Assert.Equal("exceed_context_size_error", (string)answer["error"]!["type"]!);
        Assert.Equal(2048, (int)answer["error"]!["n_ctx"]!);
    }

    [Fact]
    public async Task The_library_gets_on_with_it()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        using var router = new InferenceRouter(new InferenceProvidersOptions { UseEnvironment = false });
        var endpoint = new Uri(emulator.Host.BaseAddress, "hosts/llama.example.org/v1");
        var chat = router.AsIChatClient(endpoint);
        List<ChatMessage> history =
        [
            new(ChatRole.User, "Weather?"),
            new(ChatRole.Assistant,
                [new TextReasoningContent("Hm."),
                    new FunctionCallContent("c", "f", new Dictionary<string, object?> { ["a"] = 1 })]),
            new(ChatRole.Tool, [new FunctionResultContent("c", "Rain")]),
            new(ChatRole.Assistant, "It rains."),
            new(ChatRole.User, "Say hello."),
        ];
        var options = new ChatOptions
        {
            Tools = [AIFunctionFactory.Create((object a, JsonElement b, TimeSpan c, Tree d) => 1, "f")],
            ToolMode = ChatToolMode.None,
        };
        Assert.NotEmpty((await chat.GetResponseAsync(history, options)).Text);
        Assert.NotEmpty((await router.AsIChatClient(endpoint, ChatProtocol.Responses).GetResponseAsync(history)).Text);
        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                chat.GetResponseAsync(
                    "Hi", new ChatOptions { Tools = [new HostedMcpServerTool("docs", "https://example.com/mcp")] }));
        Assert.Contains("UseMcpServerTools", error.Message, StringComparison.Ordinal);
    }

    public sealed record Tree(string Name, List<Tree> Children);
}
