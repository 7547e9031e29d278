using InferenceProviders.Mcp.Tests.Support;
using Microsoft.AspNetCore.Http;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// Servers that do not keep to the letter of the protocol, as public reports describe them, over real sockets.
/// </summary>
[Trait("Category", "Field")]
public sealed class ServersAsTheyAreTests
{
    private const string Good = """{"name":"good","inputSchema":{"type":"object"}}""";

    public static TheoryData<string, string> BadTools => new()
    {
        { "bad", """{"name":"bad","inputSchema":null}""" },
        { "bad", """{"name":"bad"}""" },
        { "bad", """{"name":"bad","inputSchema":{}}""" },
        { "bad", """{"name":"bad","inputSchema":{"properties":{"a":{"type":"string"}}}}""" },
        { "bad", """{"name":"bad","inputSchema":{"type":["object","null"]}}""" },
        { "bad", """{"name":"bad","inputSchema":true}""" },
        { "bad", """{"name":"bad","inputSchema":"{}"}""" },
        { "bad", """{"name":"bad","inputSchema":{"type":"object"},"icons":["x"]}""" },
        { "bad", """{"name":"bad","inputSchema":{"type":"object"},"description":5}""" },
        { "bad", """{"name":"bad","inputSchema":{"type":"object"},"outputSchema":[]}""" },
        { "bad", """{"name":"bad","inputSchema":{"type":"object"},"execution":{"taskSupport":"required"}}""" },
        { "#2", """{"inputSchema":{"type":"object"}}""" },
        { "#2", """{"name":"","inputSchema":{"type":"object"}}""" },
        { "#2", """{"name":7,"inputSchema":{"type":"object"}}""" },
        { "#2", """null""" },
        { "#2", "\"bad\"" },
    };

    [Theory] // IvanMurzak/Unity-MCP#440, modelcontextprotocol/csharp-sdk#1789
    [MemberData(nameof(BadTools))]
    public async Task One_bad_tool_does_not_take_the_server_away(string name, string bad)
    {
        foreach (var failure in (McpFailureBehavior[])[McpFailureBehavior.TellModel, McpFailureBehavior.Throw])
        {
            await using var server = await RawMcpServer.StartAsync($"[{Good},{bad}]");
            using var logs = new CapturedLogs();
            var model = new ScriptedModel(Asks(Call("good"), Call(name)), Says("Done."));
            await using var chat = model.UseMcpServerTools(new() { OnServerFailure = failure, LoggerFactory = logs });

            var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

            Assert.Equal(["good"], model.Requests[0].FunctionNames);
            Assert.Null(model.Requests[0].Options!.Instructions);
            Assert.Equal("17 degrees", response.All<McpServerToolResultContent>()[0].TextOf());
            Assert.Contains(
                logs.Lines, line =>
                    line.Contains($"The tool {name} of MCP server shop is left out", StringComparison.Ordinal));
            var list = await chat.ListToolsAsync(server.Tool());
            Assert.Equal(["good"], list.Tools.Select(static tool => tool.Name));
            Assert.Equal([name], list.UnusableTools.Keys);
            if (name == "bad")
            {
                Assert.Contains(
                    "The tool 'bad' of the MCP server 'shop' cannot be used",
                    response.All<McpServerToolResultContent>()[1].TextOf(), StringComparison.Ordinal);
            }
        }
    }

    [Theory] // openai/codex#29002
    [InlineData(
        """{"content":[{"type":"text","text":"17 degrees","annotations":{"audience":["system"]}}]}""", "17 degrees")]
    [InlineData(
        """{"content":[{"type":"text","text":"17 degrees","annotations":{"lastModified":"yesterday"}}]}""",
        "17 degrees")]
    [InlineData(
        """{"content":[{"type":"text","text":"17 degrees","annotations":{"priority":"high"}}]}""", "17 degrees")]
    [InlineData(
        """{"content":[{"type":"text","text":"17 degrees","annotations":{"audience":["user"],"priority":0.5"""
        + ""","lastModified":"2025-01-12T15:00:58Z"}}]}""",
        "17 degrees")]
    [InlineData("""{"content":[{"type":"text","text":"17 degrees","_meta":3}]}""", "17 degrees")]
    [InlineData(
        """{"content":[{"type":"text","text":"17 degrees"},{"type":"json","json":{}}]}""",
        "17 degrees|[content of type 'json', which cannot be read here")]
    [InlineData(
        """{"content":[{"type":"video","data":"AA=="},{"type":"text","text":"17 degrees"}]}""",
        "[content of type 'video', which cannot be read here|17 degrees")]
    [InlineData(
        """{"content":[{"type":"image","data":"AAAA"},{"type":"text","text":"17 degrees"}]}""",
        "[content of type 'image', which cannot be read here|17 degrees")]
    [InlineData(
        """{"content":[{"type":"resource","resource":{"uri":"a://b"}},{"type":"text","text":"17 degrees"}]}""",
        "[content of type 'resource', which cannot be read here|17 degrees")]
    [InlineData("""{"content":[{"text":"17 degrees"}]}""", "[content without a type, which cannot be read here")]
    [InlineData("""{"content":null}""", "")]
    [InlineData("""{}""", "")]
    [InlineData("""{"content":[null,{"type":"text","text":"17 degrees"}]}""", "[content without a type|17 degrees")]
    [InlineData("""{"content":{"type":"text","text":"17 degrees"}}""", "17 degrees")]
    [InlineData("\"17 degrees\"", "17 degrees")]
    [InlineData("""{"content":"17 degrees"}""", "17 degrees")]
    [InlineData("""{"content":["17 degrees"]}""", "17 degrees")]
    [InlineData("""{"content":[{"type":"text","text":"17 degrees"}],"isError":"false"}""", "17 degrees")]
    [InlineData("""{"content":[{"type":"text","text":"17 degrees"}],"isError":"true"}""", "ToolError: 17 degrees")]
    [InlineData("""{"content":[{"type":"text","text":"17 degrees"}],"_meta":"x"}""", "17 degrees")]
    [InlineData("""{"content":null,"structuredContent":{"degrees":17}}""", """{"degrees":17}""")]

    // ggml-org/llama.cpp#26410, kirodotdev/Kiro#10882; cloudflare/mcp-server-cloudflare#12
    [InlineData("""{"content":[],"structuredContent":{"degrees":17}}""", """{"degrees":17}""")]
    [InlineData("""{"content":[],"structuredContent":[17]}""", "[17]")]
    [InlineData("""{"toolResult":{"content":[{"type":"text","text":"17 degrees"}]}}""", "17 degrees")]
    [InlineData("""{"toolResult":"17 degrees"}""", "17 degrees")]

    // anthropics/claude-code#86032: what only the structured content of an error says
    [InlineData(
        """{"isError":true,"content":[{"type":"text","text":"NEEDS_HUMAN"}],"structuredContent":{"url":"a"}}""",
        """ToolError: NEEDS_HUMAN|ToolError: {"url":"a"}""")]
    [InlineData("""{"isError":true,"content":[],"structuredContent":{"url":"a"}}""", """ToolError: {"url":"a"}""")]
    public async Task What_cannot_be_read_of_an_answer_is_a_note_in_its_place(string answer, string expected)
    {
        await using var server = await RawMcpServer.StartAsync(call: answer);
        var model = new ScriptedModel
        {
            Otherwise = static request =>
                request.Results.Count < 2 ? new(ChatRole.Assistant, [Call("good")]) : new(ChatRole.Assistant, "Done."),
        };
        await using var chat = model.UseMcpServerTools(new() { OnServerFailure = McpFailureBehavior.Throw });

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

        foreach (var result in response.All<McpServerToolResultContent>())
        {
            var lines = result.TextOf().Split('\n');
            var parts = expected.Split('|');
            Assert.Equal(parts.Length, lines.Length);
            Assert.All(
                parts.Zip(lines), static pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        }

        Assert.Equal(2, response.All<McpServerToolResultContent>().Count);
        Assert.Equal(1, server.Count("initialize"));
    }

    [Theory] // modelcontextprotocol/typescript-sdk#1402
    [InlineData(404, "")]
    [InlineData(410, "")]
    [InlineData(410, "Session expired")]
    [InlineData(409, "session gone")]
    [InlineData(409, "")]
    [InlineData(403, "session not found")]
    [InlineData(401, "invalid_session")]
    [InlineData(400, "No valid session ID")]
    [InlineData(400, "unknown transport")]
    [InlineData(
        400, """{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: Server not initialized"}}""")]
    [InlineData(
        400, """{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad Request: No valid """
        + """session ID provided"}}""")]
    [InlineData(403, "")]
    [InlineData(422, "session id invalid")]
    [InlineData(200, """{"jsonrpc":"2.0","id":#ID#,"error":{"code":-32001,"message":"Session not found"}}""")]
    [InlineData(200, """{"jsonrpc":"2.0","id":#ID#,"error":{"code":-32000,"message":"Server not initialized"}}""")]
    public async Task A_lost_session_is_opened_anew_within_the_call(int status, string body)
    {
        var sessions = 0;
        string? known = null;
        await using var server = await RawMcpServer.StartAsync();
        server.NewSession = () => known = $"s{++sessions}";
        server.Intercept = async (context, message) =>
        {
            if (context.Request.Headers["Mcp-Session-Id"].ToString() is not { Length: > 0 } id || id == known)
            {
                return false;
            }

            context.Response.StatusCode = status;
            context.Response.ContentType = body.StartsWith('{') ? "application/json" : "text/plain";
            await context.Response.WriteAsync(
                body.Replace("#ID#", message["id"]?.ToJsonString() ?? "null", StringComparison.Ordinal));
            return true;
        };
        var model = new ScriptedModel
        {
            Otherwise = static request =>
                request.Messages[^1].Role == ChatRole.User
                    ? new(ChatRole.Assistant, [Call("good")])
                    : new(ChatRole.Assistant, "Done."),
        };
        await using var chat = model.UseMcpServerTools(new() { OnServerFailure = McpFailureBehavior.Throw });

        for (var request = 1; request <= 3; request++)
        {
            var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

            Assert.Equal("17 degrees", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
            Assert.Equal(request, sessions);
            known = "forgotten";
        }
    }

    [Theory]
    [InlineData("""{"tools":[GOOD],"nextCursor":""}""")]
    [InlineData("""{"tools":[GOOD],"nextCursor":null}""")]
    [InlineData("""{"tools":[GOOD],"nextCursor":5}""")]
    [InlineData("""{"tools":[GOOD],"_meta":"x"}""")]
    [InlineData("""{"tools":[GOOD],"ttlMs":"soon","cacheScope":7}""")]
    public async Task What_stands_around_a_list_of_tools_does_not_take_it_away(string list)
    {
        await using var server = await RawMcpServer.StartAsync();
        server.Answers["tools/list"] = _ => list.Replace("GOOD", Good, StringComparison.Ordinal);

        await CheckAsync(server);
    }

    [Theory]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"raw"}}""")]
    [InlineData(
        """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"raw","version":1}}""")]
    [InlineData(
        """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":"""
        + """{"name":"raw","version":"1","icons":["x"]},"instructions":5}""")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{"tools":{}}}""")]
    [InlineData(
        """{"protocolVersion":"2025-06-18","capabilities":{"tools":true,"logging":false},"serverInfo":"""
        + """{"name":"raw","version":"1"}}""")]
    [InlineData("""{"protocolVersion":"2025-06-18","serverInfo":{"name":"raw","version":"1"},"_meta":3}""")]
    public async Task What_a_server_says_of_itself_does_not_take_its_tools_away(string hello)
    {
        await using var server = await RawMcpServer.StartAsync();
        server.Answers["initialize"] = _ => hello;

        await CheckAsync(server);
    }

    private static async Task CheckAsync(RawMcpServer server)
    {
        var model = new ScriptedModel(Asks(Call("good")), Says("Done."));
        await using var chat = model.UseMcpServerTools(new() { OnServerFailure = McpFailureBehavior.Throw });

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

        Assert.Equal("17 degrees", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
    }

    [Theory] // modelcontextprotocol/go-sdk#1177, over HTTP
    [InlineData("405")]
    [InlineData("500")]
    [InlineData("401")]
    [InlineData("200 ")]
    [InlineData("202 ")]
    [InlineData("200 text/html <p>Hello</p>")]
    [InlineData("reset")]
    [InlineData("""200 application/json {"jsonrpc":"2.0","id":1,"result":{}}""")]
    [InlineData("""200 application/json {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no"}}""")]
    public async Task A_server_that_the_question_for_its_version_confuses_is_asked_with_initialize(string answer)
    {
        await using var server = await RawMcpServer.StartAsync();
        server.Intercept = async (context, message) =>
        {
            if ((string?)message["method"] != "server/discover")
            {
                return false;
            }

            if (answer == "reset")
            {
                context.Abort();
                return true;
            }

            var parts = answer.Split(' ', 3);
            context.Response.StatusCode = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
            if (parts is [_, _, var body])
            {
                context.Response.ContentType = parts[1];
                await context.Response.WriteAsync(
                    body.Replace("\"id\":1", $"\"id\":{message["id"]!.ToJsonString()}", StringComparison.Ordinal));
            }

            return true;
        };
        await using var chat = new ScriptedModel(Asks(Call("good")), Says("Done.")).UseMcpServerTools(
            new() { OnServerFailure = McpFailureBehavior.Throw,
                Connection = new() { ConnectTimeout = TimeSpan.FromSeconds(20) } });

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

        Assert.Equal("17 degrees", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
    }

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task The_version_of_the_protocol_can_be_set(string version)
    {
        await using var server = await RawMcpServer.StartAsync();
        await using var chat = new ScriptedModel(Asks(Call("good")), Says("Done.")).UseMcpServerTools(
            new() { OnServerFailure = McpFailureBehavior.Throw, Connection = new() { ProtocolVersion = version } });

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

        Assert.Equal("17 degrees", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
        Assert.Equal(["initialize", "notifications/initialized", "tools/list", "tools/call"], server.Methods);
    }

    [Fact]
    public void A_version_that_is_none_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new ScriptedModel().UseMcpServerTools(new() { Connection = new() { ProtocolVersion = "2.0" } }));

        Assert.Contains("'2.0'", error.Message, StringComparison.Ordinal);
        Assert.Contains("ProtocolVersion", error.Message, StringComparison.Ordinal);
    }

    [Theory] // danny-avila/LibreChat#11431
    [InlineData("X-User-Name", "Zoë Müller", "ASCII")]
    [InlineData("X-User-Name", "天気", "ASCII")]
    [InlineData("Content-Type", "text/plain", "set by the library")]
    [InlineData("Content-Length", "3", "set by the library")]
    [InlineData("X-A", "a\nb", "line breaks")]
    public async Task A_header_that_no_request_can_carry_is_refused_by_name(string name, string value, string why)
    {
        await using var server = await RawMcpServer.StartAsync();
        await using var chat = new ScriptedModel().UseMcpServerTools();
        var tool = server.Tool();
        tool.Headers = new Dictionary<string, string> { [name] = value };

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => chat.GetResponseAsync("Go.", new() { Tools = [tool] }));

        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'shop'", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Methods);
    }
}
