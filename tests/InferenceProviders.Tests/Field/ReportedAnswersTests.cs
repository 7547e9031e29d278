using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Answers as public reports show them, each by its bytes, and what a caller must get: kinds of servers' habits that no
/// other test here has. A line names the report.
/// </summary>
[Trait("Category", "Field")]
public sealed class ReportedAnswersTests
{
    /// <summary>LiteLLM wants Claude's thinking back with its signature, in the form in which it gave it.</summary>
    [Theory] // BerriAI/litellm#9255, agentjido/req_llm#343, mozilla-ai/any-llm#1149
    [InlineData(false)]
    [InlineData(true)]
    public async Task Thinking_with_a_signature_goes_back_as_it_came(bool stream)
    {
        const string Whole = """[{"type":"thinking","thinking":"Hm. So.","signature":"SIG"}"""
            + """,{"type":"redacted_thinking","data":"ENC"}]""";
        const string Call = """
            "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]
            """;
        await using var server = ScriptedServer.Start(
            stream
                ? Reply.Stream(Wire.Events(
                    Wire.Chunk("""{"thinking_blocks":[{"type":"thinking","thinking":"Hm. ","signature":null}]}"""),
                    Wire.Chunk("""{"thinking_blocks":[{"type":"thinking","thinking":"So."}]}"""),
                    Wire.Chunk("""{"thinking_blocks":[{"type":"thinking","thinking":"","signature":"SIG"}]}"""),
                    Wire.Chunk("""{"thinking_blocks":[{"type":"redacted_thinking","data":"ENC"}]}"""),
                    Wire.Chunk($"{{{Call}}}"), Wire.Chunk("{}", "\"tool_calls\"")) + Wire.Done)
                : Reply.Json(Wire.Answer($"{{\"thinking_blocks\":{Whole},{Call}}}", "\"tool_calls\"")),
            Reply.Json(Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router();
        var client = router.AsIChatClient(new Uri(server.Address, "/v1"));
        var asked = ResponsesChat.User();

        var answer = stream ? await client.GetStreamingResponseAsync(asked).ToChatResponseAsync()
            : await client.GetResponseAsync(asked);
        await client.GetResponseAsync(ResponsesChat.ThroughJson(
            [.. asked, .. answer.Messages, new(ChatRole.Tool, [new FunctionResultContent("x", "1")])]));

        Assert.Equal(
            "Hm. So.",
            string.Concat(answer.Messages[0].Contents.OfType<TextReasoningContent>().Select(thought => thought.Text)));
        Assert.Equal(
            Whole, server.Requests[1].Json.GetProperty("messages")[1].GetProperty("thinking_blocks").GetRawText());
    }

    /// <summary>A whole answer of chat completions.</summary>
    public static TheoryData<string, string, string> Wholes => new()
    {
        {
            "0xPlaygrounds/rig#1656: reasoning and nothing else",
            """
            {"choices":[{"finish_reason":"stop","index":0,"message":{"role":"assistant","content":"",
            "reasoning_content":"Now I understand."}}]}
            """,
            "<Now I understand.> (stop)"
        },
        {
            "CommandCodeAI/command-code#785: an error with its status inside, and 200",
            """
            {"success":false,"error":{"code":"INTERNAL_SERVER_ERROR","status":500,
            "message":"An unexpected error occurred.","docs":"https://a.example/"}}
            """,
            "ProviderUnavailable: An unexpected error occurred. | "
        },
        {
            "caozhiyuan/copilot-api#230: reasoning by another name",
            """{"choices":[{"index":0,"message":{"reasoning_text":"Hm.","content":"Hi"},"finish_reason":"stop"}]}""",
            "<Hm.> Hi (stop)"
        },
        {
            "the same by Ollama's",
            """{"choices":[{"index":0,"message":{"thinking":"Hm.","content":"Hi"},"finish_reason":"stop"}]}""",
            "<Hm.> Hi (stop)"
        },
        {
            "one part without the list around it",
            """{"choices":[{"index":0,"message":{"content":{"type":"text","text":"Hi"}},"finish_reason":"stop"}]}""",
            "Hi (stop)"
        },
        {
            "vLLM: a reason for calls, and no call",
            """{"choices":[{"index":0,"message":{"content":"Hi","tool_calls":[]},"finish_reason":"tool_calls"}]}""",
            "Hi (tool_calls)"
        },
        {
            "openai/openai-agents-js#712: the placeholder before the arguments",
            """
            {"choices":[{"index":0,"message":{"tool_calls":[{"id":"x","function":{"name":"f",
            "arguments":"{}{\"a\":1}"}}]},
            "finish_reason":"tool_calls"}]}
            """,
            "x f({\"a\":1}) (tool_calls)"
        },
    };

    [Theory]
    [MemberData(nameof(Wholes))]
    public async Task A_whole_answer_of_a_report_is_read(string report, string body, string expected) =>
        Assert.Equal((report, expected), (report, await FieldAnswer.SaidAsync(() => FieldAnswer.WholeAsync(body))));

    /// <summary>A refusal with its status.</summary>
    public static TheoryData<string, int, string, InferenceErrorKind> Refusals => new()
    {
        {
            "0xsline/OpenChatCut#6: Google's errors are a list",
            400,
            """[{"error":{"code":400,"message":"Function call is missing a """
            + """thought_signature","status":"INVALID_ARGUMENT"}}]""",
            InferenceErrorKind.InvalidRequest
        },
        {
            "the same for a quota",
            429,
            """[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}]""",
            InferenceErrorKind.RateLimited
        },
    };

    [Theory] // an owner's or a gateway's status that says something else than the words
    [InlineData(400, """{"error":{"message":"Model Not Exist","type":"invalid_request_error"}}""", "ModelNotFound")]
    [InlineData(
        400, """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key."}}""",
        "Authentication")]
    [InlineData(
        403,
        """{"error":{"code":403,"message":"Input flagged","metadata":{"reasons":["violence"],"flagged_input":"a"}}}""",
        "ContentFiltered")]
    [InlineData(
        400, """{"error":{"code":"x","message":"系统检测到输入或生成内容可能包含不安全或敏感内容"}}""", "ContentFiltered")]
    [InlineData(
        404, """{"error":{"message":"No endpoints found that support tool use.","code":404}}""", "NotSupported")]
    [InlineData(
        424, """{"error":"Request failed during generation: Server error: CUDA","error_type":"generation"}""",
        "ProviderUnavailable")]
    [InlineData( // BerriAI/litellm#37592
        400, """{"type":"invalid_request_error","message":"You have reached your specified API usage limits. """
        + """You will regain access on 2026-09-01"}""", "CreditsExhausted")]
    public async Task A_status_gives_way_to_the_words(int status, string body, string kind) =>
        Assert.Equal(kind, (await FieldAnswer.WholeErrorAsync(body, status)).Kind.ToString());

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_of_a_report_is_told(string report, int status, string body, InferenceErrorKind kind)
    {
        var error = await FieldAnswer.WholeErrorAsync(body, status);

        Assert.Equal((report, kind), (report, error.Kind));
        Assert.NotNull(error.ProviderWords);
    }

    /// <summary>Google's models want the signature of their thought back with the call.</summary>
    [Theory] // tinyhumansai/openhuman#3548, Gitlawb/openclaude#67, securo-finance/securo#884
    [InlineData("extra_content", """{"google":{"thought_signature":"CtAB"}}""", false)]

    // langbot-app/LangBot#2265, earendil-works/pi#9444
    [InlineData("provider_specific_fields", """{"thought_signature":"CtAB"}""", false)]
    [InlineData("provider_specific_fields", """{"thought_signature":"CtAB"}""", true)]
    [InlineData("thoughtSignature", "\"CtAB\"", false)]
    [InlineData("thought_signature", "\"CtAB\"", false)]
    public async Task What_a_provider_adds_to_a_call_goes_back_to_it(string field, string extra, bool onFunction)
    {
        foreach (var stream in new[] { false, true })
        {
            await GoesBackAsync(field, extra, onFunction, stream);
        }
    }

    private static async Task GoesBackAsync(string field, string extra, bool onFunction, bool stream)
    {
        var more = $",\"{field}\":{extra}";
        var call = $$"""
            {"id":"","type":"function","function":{"name":"f","arguments":"{}"{{(onFunction ? more : "")}}}
            """ + $"{(onFunction ? "" : more)}}}";
        var message = $$"""{"role":"assistant","tool_calls":[{{call}}]}""";
        await using var server = ScriptedServer.Start(
            stream
                ? Reply.Stream(Wire.Events(Wire.Chunk(message), Wire.Chunk("{}", "\"tool_calls\"")) + Wire.Done)
                : Reply.Json(Wire.Answer(message, "\"tool_calls\"")),
            Reply.Json(Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router();
        var client = router.AsIChatClient(new Uri(server.Address, "/v1beta/openai/chat/completions"));
        var asked = ResponsesChat.User();

        var answer = stream ? await client.GetStreamingResponseAsync(asked).ToChatResponseAsync()
            : await client.GetResponseAsync(asked);
        var history = ResponsesChat.ThroughJson([.. asked, .. answer.Messages]);
        var result = new FunctionResultContent(answer.Calls()[0].CallId, "1");
        history.Add(new ChatMessage(ChatRole.Tool, [result]));
        await client.GetResponseAsync(history);
        var elsewhere = await Tests.Writing.Sent.BodyAsync(history);

        var sent = server.Requests[1].Json.GetProperty("messages")[1].GetProperty("tool_calls")[0];
        Assert.Equal(extra, sent.GetProperty(field).GetRawText());
        Assert.DoesNotContain(field, elsewhere.GetRawText(), StringComparison.Ordinal);
    }
}
