using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using InferenceProviders.Mcp.Tests.Support;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

/// <summary>
/// What servers have beside tools: instructions, marks on tools, pages for the user, news, resources and prompts.
/// </summary>
public sealed class ServerOfferTests
{
    private const string Hello =
        """{"protocolVersion":"2025-06-18","capabilities":{"tools":{},"resources":{},"prompts":{}},"serverInfo":"""
        + """{"name":"raw","version":"1"},"instructions":"  Ask for the city first.  "}""";

    [Theory]
    [InlineData(4000, "Instructions of the MCP server 'shop':\nAsk for the city first.")]
    [InlineData(10, "Instructions of the MCP server 'shop':\nAsk for th…")]
    [InlineData(0, null)]
    public async Task A_servers_instructions_reach_the_model(int limit, string? expected)
    {
        await using var server = await RawMcpServer.StartAsync();
        server.Answers["initialize"] = static _ => Hello;
        var model = new ScriptedModel { Otherwise = Says("Hi.") };
        await using var chat = model.UseMcpServerTools(new() { MaxInstructionCharacters = limit });

        await chat.GetResponseAsync("Hi.", new() { Tools = [server.Tool()] });
        Assert.Equal(expected, model.LastRequest.Options!.Instructions);

        await chat.GetResponseAsync("Hi.", new() { Tools = [server.Tool()], Instructions = "Be brief." });
        Assert.Equal(
            expected is null ? "Be brief." : $"Be brief.\n\n{expected}", model.LastRequest.Options!.Instructions);

        var none = server.Tool();
        none.AllowedTools = [];
        await chat.GetResponseAsync("Hi.", new() { Tools = [none] });
        Assert.Null(model.LastRequest.Options!.Instructions);
    }

    [Theory]
    [InlineData(McpApprovalDefault.Always, null, "read?|write?|plain?")]
    [InlineData(McpApprovalDefault.UnlessReadOnly, null, "read|write?|plain?")]
    [InlineData(McpApprovalDefault.UnlessReadOnly, "always", "read?|write?|plain?")]
    [InlineData(McpApprovalDefault.UnlessReadOnly, "never", "read|write|plain")]
    [InlineData(McpApprovalDefault.UnlessReadOnly, "read", "read?|write?|plain?")]
    [InlineData(McpApprovalDefault.UnlessReadOnly, "-plain", "read|write?|plain")]
    public async Task Approvals_can_follow_what_a_server_says_of_its_tools(
        McpApprovalDefault otherwise, string? mode, string expected)
    {
        await using var server = await TestMcpServer.StartAsync(
            McpServerTool.Create(static () => "x", new McpServerToolCreateOptions { Name = "read", ReadOnly = true }),
            McpServerTool.Create(static () => "x", new McpServerToolCreateOptions { Name = "write", ReadOnly = false }),
            TestMcpServer.Define("plain", static () => "x"));
        var model = new ScriptedModel(Asks(Call("read"), Call("write"), Call("plain"))) { Otherwise = Says("Done.") };
        await using var chat = model.UseMcpServerTools(new() { ApprovalDefault = otherwise });
        var tool = server.Tool();
        tool.ApprovalMode = mode switch
        {
            null => null,
            "always" => HostedMcpServerToolApprovalMode.AlwaysRequire,
            "never" => HostedMcpServerToolApprovalMode.NeverRequire,
            "read" => HostedMcpServerToolApprovalMode.RequireSpecific(["read"], null),
            _ => HostedMcpServerToolApprovalMode.RequireSpecific(null, ["plain"]),
        };

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [tool] });

        var calls = response.Messages[0].Contents.Select(static content => content switch
        {
            McpServerToolCallContent call => call.Name,
            ToolApprovalRequestContent { ToolCall: McpServerToolCallContent call } => $"{call.Name}?",
            _ => null,
        }).OfType<string>();
        Assert.Equal(expected.Split('|'), calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_that_the_user_has_to_visit_first_is_handed_over_and_the_call_made_again(bool goes)
    {
        var visited = false;
        McpUrlRequest? seen = null;
        await using var server = await RawMcpServer.StartAsync();
        server.Intercept = async (context, message) =>
        {
            if ((string?)message["method"] != "tools/call" || visited)
            {
                return false;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$$$"""
                {"jsonrpc":"2.0","id":{{{{message["id"]!.ToJsonString()}}}},"error":{"code":-32042,"message":"Log in first.","data":{"elicitations":[{"mode":"url","elicitationId":"e1","url":"https://shop.example/login","message":"Log in."}]}}}
                """);
            return true;
        };
        var model = new ScriptedModel(Asks(Call("good")), Says("Done."));
        await using var chat = model.UseMcpServerTools(new()
        {
            UrlHandler = (request, _) =>
            {
                seen = request;
                visited = goes;
                return ValueTask.FromResult(goes);
            },
        });

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

        Assert.Equal(
            ("shop", "https://shop.example/login", "Log in.", "e1"),
            (seen!.ServerName, seen.Url.AbsoluteUri, seen.Message, seen.ElicitationId));
        var result = Assert.Single(response.All<McpServerToolResultContent>()).TextOf();
        Assert.Equal(goes ? 2 : 1, server.Count("tools/call"));
        Assert.Contains(goes ? "17 degrees"
            : "The tool was not run: the user has to visit a page first. Log in. (https://shop.example/login)", result,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://shop.example/pay", true, "accept")]
    [InlineData("https://shop.example/pay", false, "decline")]
    [InlineData("file:///etc/passwd", true, "decline")]
    public async Task A_page_can_be_asked_for_in_a_call(string url, bool goes, string expected)
    {
        await using var server = await TestMcpServer.StartAsync(
            TestMcpServer.Define("pay", async (McpServer peer, CancellationToken stop) =>
            peer.ClientCapabilities?.Elicitation is { Url: not null, Form: null }
                ? (await peer.ElicitAsync(
                    new ElicitRequestParams { Mode = "url", Message = "Pay.", Url = url, ElicitationId = "e1" },
                    stop)).Action
                : "not announced"));
        var model = new ScriptedModel(Asks(Call("pay")), Says("Done."));
        await using var chat = model.UseMcpServerTools(new() { UrlHandler = (_, _) => ValueTask.FromResult(goes) });

        await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

        Assert.Equal(expected, model.LastRequest.LastResult);
    }

    [Fact]
    public async Task Under_the_newest_protocol_too_a_change_of_the_tools_is_heard_of()
    {
        ConcurrentQueue<HttpContext> listeners = new();
        var tools = """[{"name":"good","inputSchema":{"type":"object"}}]""";
        var subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await RawMcpServer.StartAsync();
        server.Answers["server/discover"] = static _ =>
            """{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":"""
                + """true}},"ttlMs":0,"cacheScope":"private"}""";
        server.Answers["tools/list"] = _ =>
            $$"""{"resultType":"complete","tools":{{tools}},"ttlMs":600000,"cacheScope":"private"}""";
        server.Answers["tools/call"] = static _ =>
            """{"resultType":"complete","content":[{"type":"text","text":"17 degrees"}]}""";
        server.Intercept = async (context, message) =>
        {
            if ((string?)message["method"] != "subscriptions/listen")
            {
                return false;
            }

            Assert.True((bool)message["params"]!["notifications"]!["toolsListChanged"]!);
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            subscribed.SetResult();
            await change.Task;
            await context.Response.WriteAsync(
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n");
            await context.Response.Body.FlushAsync();
            changed.SetResult();
            await Task.Delay(
                Timeout.InfiniteTimeSpan,
                context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        var model = new ScriptedModel { Otherwise = Says("Hi.") };
        await using var chat = model.UseMcpServerTools(new() { OnServerFailure = McpFailureBehavior.Throw });
        await chat.GetResponseAsync("Hi.", new() { Tools = [server.Tool()] });
        Assert.Equal(["good"], model.LastRequest.FunctionNames);

        await subscribed.Task;
        tools = """[{"name":"better","inputSchema":{"type":"object"}}]""";
        change.SetResult();
        await changed.Task;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!patience.IsCancellationRequested && !model.LastRequest.FunctionNames.Contains("better"))
        {
            // The notification is on its way: how many requests that takes depends on the machine.
            await Task.Yield();
            await chat.GetResponseAsync("Hi.", new() { Tools = [server.Tool()] });
        }

        Assert.Equal(["better"], model.LastRequest.FunctionNames);
        Assert.Equal(2, server.Count("tools/list"));
    }

    [Fact]
    public async Task Resources_and_prompts_can_be_put_into_a_conversation()
    {
        await using var server = await RawMcpServer.StartAsync();
        server.Answers["initialize"] = static _ => Hello;
        server.Answers["resources/list"] = static _ =>
            """{"resources":[{"uri":"notes://1","name":"First note","mimeType":"text/plain"}]}""";
        server.Answers["resources/read"] = static request =>
            $$$"""{"contents":[{"uri":"{{{request["params"]!["uri"]}}}","mimeType":"text/plain","text":"Buy """
            + $$$"""milk."},{"uri":"notes://2","mimeType":"image/png","blob":"iVBORw=="}]}""";
        server.Answers["prompts/list"] = static _ =>
            """{"prompts":[{"name":"review","arguments":[{"name":"file","required":true}]}]}""";
        server.Answers["prompts/get"] = static request => $$$$"""
            {"messages":[{"role":"user","content":{"type":"text","text":"Review {{{{request["params"]!["arguments"]!["file"]}}}}."}},{"role":"assistant","content":{"type":"text","text":"Where is it?"}}]}
            """;
        var model = new ScriptedModel(Says("Milk."));
        await using var chat = model.UseMcpServerTools();
        var tool = server.Tool();

        Assert.Equal("notes://1", Assert.Single(await chat.ListResourcesAsync(tool)).Uri);
        var contents = await chat.ReadResourceAsync(tool, "notes://1");
        Assert.Equal("Buy milk.", Assert.IsType<TextContent>(contents[0]).Text);
        Assert.Equal("image/png", Assert.IsType<DataContent>(contents[1]).MediaType);
        Assert.Equal("review", Assert.Single(await chat.ListPromptsAsync(tool)).Name);
        var messages = await chat.GetPromptAsync(tool, "review", new Dictionary<string, object?> { ["file"] = "a.cs" });
        Assert.Equal(
            [(ChatRole.User, "Review a.cs."), (ChatRole.Assistant, "Where is it?")],
            messages.Select(static message => (message.Role, message.Text)));

        await chat.GetResponseAsync([.. messages, new(ChatRole.User, contents)], new() { Tools = [tool] });
        Assert.Contains("Buy milk.", model.LastRequest.Transcript, StringComparison.Ordinal);
        Assert.Equal(1, server.Count("initialize"));

        server.Answers["resources/read"] = static _ => "{}";
        server.Answers.TryRemove("prompts/get", out _);
        var error = await Assert.ThrowsAsync<McpToolsException>(() => chat.GetPromptAsync(tool, "nothing"));
        Assert.Equal("shop", error.ServerName);
    }
}
