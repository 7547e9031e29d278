using InferenceProviders.TestUtilities.Responses;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>Roles and contents, as they arrive.</summary>
public sealed class MessageTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47];

    [Fact]
    public async Task Every_role_arrives()
    {
        var messages = await Sent.MessagesAsync(
            new(ChatRole.System, "S"), new(new ChatRole("developer"), "D"), new(ChatRole.User, "U"),
            new(ChatRole.Assistant, "A"), new(ChatRole.User, "again"));

        Assert.Equal(
            ["system", "developer", "user", "assistant", "user"],
            messages.Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(
            ["S", "D", "U", "A", "again"], messages.Select(message => message.GetProperty("content").GetString()));
    }

    /// <summary>
    /// Runs of plain messages are written as a whole, past the limit of what is put together at once, and with others
    /// between them.
    /// </summary>
    [Fact]
    public async Task A_long_history_of_all_kinds_arrives_in_order()
    {
        var random = new Random(1);
        var (messages, expected) = (new List<ChatMessage>(), new List<string>());
        for (var i = 0; i < 400; i++)
        {
            var text = string.Concat(Enumerable.Repeat($"{i} \"é\"\n", random.Next(40)));
            var role = random.Next(3) switch { 0 => "user", 1 => "assistant", _ => "system" };
            var quoted = JsonSerializer.Serialize(text);
            switch (random.Next(12))
            {
                case 0:
                    messages.Add(new(new(role), text) { AuthorName = "ann" });
                    expected.Add($$"""{"role":"{{role}}","name":"ann","content":{{quoted}}}""");
                    break;

                case 1:
                    messages.Add(new(ChatRole.Assistant, [new FunctionCallContent($"c{i}", "add")]));
                    messages.Add(new(ChatRole.Tool, [new FunctionResultContent($"c{i}", text)]));
                    expected.Add(
                        $$$"""{"role":"assistant","content":null,"tool_calls":"""
                        + $$$"""[{"id":"c{{{i}}}","type":"function","function":{"name":"add","arguments":"{}"}}]}""");
                    expected.Add($$"""{"role":"tool","tool_call_id":"c{{i}}","content":{{quoted}}}""");
                    break;

                case 2:
                    messages.Add(new(new ChatRole("developer"), text));
                    expected.Add($$"""{"role":"developer","content":{{quoted}}}""");
                    break;

                default:
                    messages.Add(new(new(role), text));
                    expected.Add($$"""{"role":"{{role}}","content":{{quoted}}}""");
                    break;
            }
        }

        var body = await Sent.BodyAsync(messages);

        Sent.Same($"[{string.Join(',', expected)}]", body.GetProperty("messages"));
    }

    [Fact]
    public async Task Instructions_come_first_as_a_system_message()
    {
        var body = await Sent.BodyAsync(
            [new(ChatRole.System, "S"), new(ChatRole.User, "U")], new() { Instructions = "I" });
        Sent.Same(
            """[{"role":"system","content":"I"},{"role":"system","content":"S"},{"role":"user","content":"U"}]""",
            body.GetProperty("messages"));
    }

    [Fact]
    public async Task Instructions_alone_are_enough()
    {
        var body = await Sent.BodyAsync([], new() { Instructions = "I" });
        Sent.Same("""[{"role":"system","content":"I"}]""", body.GetProperty("messages"));
    }

    [Fact]
    public async Task No_messages_are_refused()
    {
        Assert.Equal("messages", (await Sent.RefusedAsync<ArgumentException>([])).ParamName);
        Assert.Equal(
            "messages", (await Sent.RefusedAsync<ArgumentException>([new(ChatRole.User, "Hi"), null!])).ParamName);
        Assert.Equal(
            "messages",
            (await Sent.RefusedAsync<ArgumentException>(
                [new(ChatRole.User, [new TextContent("Hi"), null!])])).ParamName);
        Assert.Equal("messages", (await Sent.RefusedAsync<ArgumentNullException>(null!)).ParamName);
    }

    [Theory]
    [InlineData("Dr. J\u00f6rg M\u00fcller", "Dr__J_rg_M_ller")]
    [InlineData("ann-1_b", "ann-1_b")]
    public async Task Names_arrive_in_the_letters_that_servers_accept(string name, string sent)
    {
        var message = Assert.Single(
            await Sent.MessagesAsync(new ChatMessage(ChatRole.User, "Hi") { AuthorName = name }));
        Assert.Equal(sent, message.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_long_name_is_cut_and_an_empty_one_left_out()
    {
        var messages = await Sent.MessagesAsync(new(ChatRole.User, "Hi")
        {
            AuthorName = new string('x', 100) }, new(ChatRole.User,
            "Hi") { AuthorName = " ",
        });
        Assert.Equal(64, messages[0].GetProperty("name").GetString()!.Length);
        Assert.False(messages[1].TryGetProperty("name", out _));
    }

    [Fact]
    public async Task Text_arrives_whatever_is_in_it()
    {
        const string Text =
            "quotes \" and \\ and </script> and \u2028 and \0 and \u00fc\u65e5\ud83d\ude00 and\r\nlines";
        var message = Assert.Single(await Sent.MessagesAsync(new ChatMessage(ChatRole.User, Text)));
        Assert.Equal(Text, message.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Half_a_character_arrives_as_the_replacement_character()
    {
        var message = Assert.Single(await Sent.MessagesAsync(new ChatMessage(ChatRole.User, "a\ud83db")));
        Assert.Equal("a\uFFFDb", message.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Several_texts_of_a_user_are_parts()
    {
        var message = Assert.Single(
            await Sent.MessagesAsync(new ChatMessage(ChatRole.User, [new TextContent("one"), new TextContent("two")])));
        Sent.Same("""[{"type":"text","text":"one"},{"type":"text","text":"two"}]""", message.GetProperty("content"));
    }

    [Fact]
    public async Task Several_texts_of_an_assistant_are_one()
    {
        var message = Assert.Single(
            await Sent.MessagesAsync(
                new ChatMessage(ChatRole.Assistant, [new TextContent("one "), new TextContent("two")])));
        Sent.Same("""{"role":"assistant","content":"one two"}""", message);
    }

    [Fact]
    public async Task A_message_without_contents_has_empty_text()
    {
        var messages = await Sent.MessagesAsync(
            new(ChatRole.User, []), new(ChatRole.Assistant, []), new(ChatRole.User, "x"));
        Assert.Equal(["", "", "x"], messages.Select(message => message.GetProperty("content").GetString()));
    }

    public static TheoryData<string> Parts => [.. PartTable.Keys];

    private static Dictionary<string, (AIContent Content, string Json)> PartTable => new()
    {
        ["image data"] = (new DataContent(Png, "image/png"),
            """{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw=="}}"""),
        ["image URL"] = (new UriContent("https://example.com/a%20b.jpg?sig=a%2Fb", "image/jpeg"),
            """{"type":"image_url","image_url":{"url":"https://example.com/a%20b.jpg?sig=a%2Fb"}}"""),
        ["image URL of an unknown kind"] = (new UriContent("https://example.com/x", "image/*"),
            """{"type":"image_url","image_url":{"url":"https://example.com/x"}}"""),
        ["image with detail"] = (new UriContent(
            "https://example.com/x", "image/png") { AdditionalProperties = new() { ["detail"] = "low" } },
            """{"type":"image_url","image_url":{"url":"https://example.com/x","detail":"low"}}"""),
        ["wav"] = (new DataContent(Png, "audio/wav"),
            """{"type":"input_audio","input_audio":{"data":"iVBORw==","format":"wav"}}"""),
        ["mp3"] = (new DataContent(Png, "audio/mpeg"),
            """{"type":"input_audio","input_audio":{"data":"iVBORw==","format":"mp3"}}"""),
        ["flac"] = (new DataContent(Png, "audio/flac"),
            """{"type":"input_audio","input_audio":{"data":"iVBORw==","format":"flac"}}"""),
        ["audio URL"] = (new UriContent("https://example.com/a.wav", "audio/wav"),
            """{"type":"audio_url","audio_url":{"url":"https://example.com/a.wav"}}"""),
        ["video data"] = (new DataContent(Png, "video/mp4"),
            """{"type":"video_url","video_url":{"url":"data:video/mp4;base64,iVBORw=="}}"""),
        ["video URL"] = (new UriContent("https://example.com/a.mp4", "video/mp4"),
            """{"type":"video_url","video_url":{"url":"https://example.com/a.mp4"}}"""),
        ["pdf"] = (new DataContent(Png, "application/pdf") { Name = "report.pdf" },
            """{"type":"file","file":{"filename":"report.pdf","file_data":"data:application/pdf;base64,iVBORw=="}}"""),
        ["file without a name"] = (new DataContent(Png, "application/pdf"),
            """{"type":"file","file":{"filename":"file","file_data":"data:application/pdf;base64,iVBORw=="}}"""),
        ["hosted file"] = (new HostedFileContent("file-1"), """{"type":"file","file":{"file_id":"file-1"}}"""),
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Every_part_arrives_in_its_form(string name)
    {
        var (content, json) = PartTable[name];
        var message = Assert.Single(
            await Sent.MessagesAsync(new ChatMessage(ChatRole.User, [new TextContent("Look:"), content])));
        Sent.Same("""{"type":"text","text":"Look:"}""", message.GetProperty("content")[0]);
        Sent.Same(json, message.GetProperty("content")[1]);
    }

    [Fact]
    public async Task An_image_alone_is_a_part()
    {
        var message = Assert.Single(
            await Sent.MessagesAsync(new ChatMessage(ChatRole.User, [new DataContent(Png, "image/png")])));
        Assert.Equal(1, message.GetProperty("content").GetArrayLength());
    }

    [Fact]
    public async Task A_refusal_goes_back_as_one()
    {
        var messages = await Sent.MessagesAsync(
            new(ChatRole.Assistant, [new ErrorContent("No.") { ErrorCode = "Refusal" }]), new(ChatRole.User, "Why?"));
        Sent.Same("""{"role":"assistant","refusal":"No.","content":""}""", messages[0]);
    }

    [Fact]
    public async Task Usage_in_the_history_is_not_part_of_the_conversation()
    {
        var messages = await Sent.MessagesAsync(
            new(ChatRole.Assistant, [new TextContent("Hi"), new UsageContent(new())]),
            new(ChatRole.User, [new TextContent("Ho"), new UsageContent(new())]));
        Sent.Same("""{"role":"assistant","content":"Hi"}""", messages[0]);
        Sent.Same("""[{"type":"text","text":"Ho"}]""", messages[1].GetProperty("content"));
    }

    public static TheoryData<string, string> Unsupported => new()
    {
        { "a URL of a document", "user" },
        { "a URL of a document", "system" },
    };

    private static Dictionary<string, AIContent> UnsupportedTable => new()
    {
        ["a URL of a document"] = new UriContent("https://example.com/a.pdf", "application/pdf"),
    };

    /// <summary>What no protocol has a form for, whoever put it there, and the words for it.</summary>
    private static Dictionary<string, (AIContent Content, string Words)> ToldTable => new()
    {
        ["an error"] = (new ErrorContent("Boom"), "an error: Boom"),
        ["a vector store"] = (new HostedVectorStoreContent("vs"), "the vector store vs"),
        ["a web search"] = (new WebSearchToolCallContent("c"), "The web was searched"),
        ["results of a web search"] = (new WebSearchToolResultContent(
            "c") { Outputs = [new UriContent("https://a.example/", "text/html")] }, "https://a.example/"),
        ["code"] = (new CodeInterpreterToolCallContent("c"), "The code interpreter was called"),
        ["what code gave"] = (new CodeInterpreterToolResultContent("c") { Outputs = [new TextContent("42")] }, "42"),
        ["a call for an image"] = (new ImageGenerationToolCallContent("c"), "image generation"),
        ["an image"] = (new ImageGenerationToolResultContent(
            "c") { Outputs = [new DataContent(new byte[] { 1 }, "image/png")] }, "image/png"),
        ["a call"] = (new ToolCallContent("c9"), "c9"),
        ["a result"] = (new ToolResultContent("c9"), "c9"),
        ["a request for input"] = (new Asked("r9"), "r9"),
        ["input"] = (new Answered("r9"), "r9"),
        ["an approval of another tool"] = (new ToolApprovalRequestContent("r", new CodeInterpreterToolCallContent("c")),
            "CodeInterpreterToolCallContent"),
        ["an answer to it"] = (new ToolApprovalResponseContent(
            "r", false, new CodeInterpreterToolCallContent("c")) { Reason = "Too slow." },
            "did not approve: CodeInterpreterToolCallContent. The user's reason: Too slow."),
        ["a result of an MCP server without its call"] = (new McpServerToolResultContent(
            "c9") { Outputs = [new TextContent("sunny")] }, "sunny"),
        ["sources alone"] = (new AIContent { Annotations = [
            new CitationAnnotation { Title = "A", Url = new("https://a.example/") }] }, "A (https://a.example/)"),
    };

    public static TheoryData<string, string> Told
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (var name in ToldTable.Keys)
            {
                data.Add(name, "user");
                data.Add(name, "system");
                data.Add(name, "assistant");
                data.Add(name, "tool");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Told))]
    public async Task What_has_no_form_is_told_in_words(string name, string role)
    {
        var (content, words) = ToldTable[name];
        ChatMessage[] history = role == "tool"
            ? [new(ChatRole.User, "Hi"), new(ChatRole.Assistant, [new FunctionCallContent("f", "f")]),
                new(ChatRole.Tool, [new FunctionResultContent("f", "done"), content]), new(ChatRole.User, "Go")]
            : [new(new ChatRole(role), [new TextContent("Hi"), content]), new(ChatRole.User, "Go")];

        var messages = await Sent.MessagesAsync(history);
        Assert.Contains(
            words, string.Join('\n', messages.Select(message => message.GetRawText())), StringComparison.Ordinal);
        Assert.Equal("Go", messages[^1].GetProperty("content").GetString());
        var input = (await ResponsesChat.BodyAsync(history)).GetProperty("input");
        Assert.Contains(words, input.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("system")]
    public async Task What_only_an_assistant_says_is_told_in_other_messages(string role)
    {
        var messages = await Sent.MessagesAsync(
            new(new ChatRole(role),
                [new TextContent("Hi"), new TextReasoningContent("Hm"), new FunctionCallContent("c", "lookup")]),
                new(ChatRole.User, "Go"));
        Assert.Equal(
            "Hi[Reasoning: Hm]\n[The function lookup was called.]\n",
            string.Concat(
                messages[0].GetProperty("content").EnumerateArray()
                .Select(part => part.GetProperty("text").GetString())));
    }

    [Theory]
    [InlineData(null, "awaits the user's approval. It has not been run.")]
    [InlineData(true, "The user approved this call. It has not been run.")]
    [InlineData(false, "did not approve this call. It was not run.")]
    public async Task An_approval_that_nobody_dealt_with_is_told(bool? approved, string words)
    {
        FunctionCallContent call = new("c", "pay");
        List<ChatMessage> history = [
            new(ChatRole.User, "Pay."), new(ChatRole.Assistant, [new ToolApprovalRequestContent("r", call)])];
        if (approved is { } decision)
        {
            history.Add(new(ChatRole.User, [new ToolApprovalResponseContent("r", decision, call)]));
        }

        var messages = await Sent.MessagesAsync(history);
        Assert.Equal(
            ["user", "assistant", "tool"], messages.Select(message => message.GetProperty("role").GetString()));
        Assert.Contains(words, messages[2].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contents_of_a_tools_result_without_a_form_are_told()
    {
        foreach (var content in new AIContent[] { new HostedVectorStoreContent("vs_1"),
            new UriContent("https://a.example/vs_1", "text/html"), new Own("vs_1") })
        {
            var messages = await Sent.MessagesAsync(
                new(ChatRole.User, "Hi"), new(ChatRole.Assistant, [new FunctionCallContent("c", "f")]),
                new(ChatRole.Tool, [new FunctionResultContent("c", new[] { new TextContent("Found:"), content })]));
            Assert.Contains(
                content is Own
                    ? "Own"
                    : "vs_1", messages[2].GetProperty("content").GetString(), StringComparison.Ordinal);
        }
    }

    private sealed class Asked(string id) : InputRequestContent(id);

    private sealed class Answered(string id) : InputResponseContent(id);

    private sealed class Own(string name) : AIContent
    {
        public override string ToString() => name;
    }

    [Theory]
    [MemberData(nameof(Unsupported))]
    public async Task What_has_no_form_is_refused_and_never_dropped(string name, string role)
    {
        var content = UnsupportedTable[name];

        var error = await Sent.RefusedAsync<InferenceException>(
            [new(new ChatRole(role), [new TextContent("Hi"), content]), new(ChatRole.User, "Go")]);

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(content.GetType().Name, error.Message, StringComparison.Ordinal);
        Assert.Equal(("auto", "org/model"), (error.Provider, error.Model));
    }

    [Fact]
    public async Task What_a_hosted_MCP_server_did_is_told_as_a_function_call_and_its_result()
    {
        var body = await Sent.BodyAsync(
        [
            new(ChatRole.User, "Read it"),
            new(ChatRole.Assistant,
            [
                new AIContent(),
                new McpServerToolCallContent("mcp_1", "read", "files")
                {
                    Arguments = new Dictionary<string, object?> { ["path"] = "a.txt" },
                },
                new McpServerToolResultContent("mcp_1") { Outputs = [new TextContent("Hello")] },
            ]),
            new(ChatRole.User, "And now?"),
        ]);

        var messages = body.GetProperty("messages");
        Assert.Equal(
            ["user", "assistant", "tool", "user"], messages.EnumerateArray()
            .Select(message => message.GetProperty("role").GetString()!));
        var call = messages[1].GetProperty("tool_calls")[0];
        Assert.Equal("""{"path":"a.txt"}""", call.GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal(call.GetProperty("id").GetString(), messages[2].GetProperty("tool_call_id").GetString());
        Assert.Equal("Hello", messages[2].GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_tool_that_is_no_function_is_refused()
    {
        foreach (var tool in new AITool[] { new HostedWebSearchTool(), new HostedCodeInterpreterTool() })
        {
            var error = await Sent.RefusedAsync<InferenceException>(
                [new(ChatRole.User, "Hi")], new() { Tools = [tool] });
            Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
            Assert.Contains(tool.Name, error.Message, StringComparison.Ordinal);
        }
    }
}
