using System.Text.Json;
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
    private const string Stop = """{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    /// <summary>Events of chat completions, and what they say.</summary>
    public static TheoryData<string, string[], string> Streams => new()
    {
        {
            "huggingface/text-generation-inference#3003: choices are null beside the counts",
            [Delta("""{"content":"Hi"}"""), Stop, """{"id":"c","choices":null,"usage":{"prompt_tokens":3}}"""],
            "Hi (stop)"
        },
        {
            "openai/openai-dotnet#389, ollama/ollama#4357: an empty finish reason in every piece",
            [
                """{"id":"c","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":""}]}""",
                """{"id":"c","choices":[{"index":0,"delta":{"content":"!"},"finish_reason":""}]}""", Stop,
            ],
            "Hi! (stop)"
        },
        {
            "mnfst/llm-gateway#2053: a comment that keeps the connection alive, as data",
            [": OPENROUTER PROCESSING", Delta("""{"content":"Hi"}"""), ": keep-alive", Stop],
            "Hi (stop)"
        },
        {
            "janhq/jan#8280: progress of a tool between the pieces",
            [
                """{"tool":"terminal","label":"ls -la","toolCallId":"call_1","status":"running"}""",
                Delta("""{"content":"Hi"}"""), Stop,
            ],
            "Hi (stop)"
        },
        {
            "SubtitleEdit/subtitleedit#15010: all of it is reasoning",
            [Delta("""{"reasoning_content":"{\"a\":"}"""), Delta("""{"reasoning_content":"1}"}"""), Stop],
            "<{\"a\":1}> (stop)"
        },
        {
            "openai-php/client#780: timings in every piece, reasoning of blanks",
            [
                """{"choices":[{"finish_reason":null,"index":0,"delta":{"reasoning_content":"  "}}],"timings":{"a":"""
                    + """1}}""",
                """{"choices":[{"finish_reason":null,"index":0,"delta":{"reasoning_content":"*"}}],"timings":{"a":"""
                + """2}}""",
                Delta("""{"content":"Hi"}"""), Stop,
            ],
            "<  *> Hi (stop)"
        },
        {
            "groq-python's types: why a stream ended early stands in x_groq",
            [
                Delta("""{"content":"Once"}"""),
                """
                {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],
                "x_groq":{"id":"req_1","error":"over capacity"}}
                """,
            ],
            "Interrupted: over capacity | Once"
        },
        {
            "diegosouzapw/OmniRoute#8210: an error beside an empty list of choices",
            [
                """{"id":"c","choices":[],"error":{"code":502,"message":"Worker local total request limit reached"}}""",
            ],
            "ProviderUnavailable: Worker local total request limit reached | "
        },
        {
            "damianvtran/local-operator#223: an error in the middle of a call's arguments",
            [
                Delta("""{"content":"Let me see."}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":"}}]}"""),
                """
                {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"error"}],
                "error":{"code":502,"message":"Provider disconnected","metadata":{"error_type":"provider"}}}
                """,
            ],
            "Interrupted: Provider disconnected | Let me see."
        },
        {
            "Databricks and Vertex: one part without the list around it",
            [Delta("""{"content":{"type":"text","text":"Hi"}}"""), Delta("""{"content":{"text":"!"}}"""), Stop],
            "Hi! (stop)"
        },
        {
            "servers of the Assistants API: a text with its value inside",
            [Delta("""{"content":[{"type":"text","text":{"value":"Hi","annotations":[]}}]}"""), Stop],
            "Hi (stop)"
        },
        {
            "OpenRouterTeam/ai-sdk-provider#423: the signature comes in a piece of its own",
            [
                Delta("""{"reasoning_details":[{"type":"reasoning.text","text":"Hm.","index":0}]}"""),
                Delta("""{"reasoning_details":[{"type":"reasoning.text","signature":"eyJ","index":0}]}"""),
                Delta("""{"content":"Hi"}"""), Stop,
            ],
            "<Hm.> Hi (stop)"
        },
        {
            "vllm-project/vllm#32587: a mark of the model's format behind a function's name",
            [Delta(
                """{"tool_calls":[{"index":0,"id":"x","function":"""
                + """{"name":"f<|channel|>commentary","arguments":"{}"}}]}"""),
                Stop],
            "x f({}) (tool_calls)"
        },
        {
            "poolsideai/pool#9: another id in every piece of a call",
            [
                Delta("""{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":""}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"y","function":{"arguments":"{\"a\":"}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"z","function":{"arguments":"1}"}}]}"""), Stop,
            ],
            "x f({\"a\":1}) (tool_calls)"
        },
        {
            "symfony/ai#2220: an empty id in every piece but the first",
            [
                Delta("""{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":""}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"","function":{"arguments":"{\"a\":1}"}}]}"""), Stop,
            ],
            "x f({\"a\":1}) (tool_calls)"
        },
        {
            "microsoft/foundry-local#144: a message beside each piece, and an index that counts the pieces",
            [
                """
                {"model":null,"choices":[{"delta":{"role":"assistant","content":"Hi","tool_calls":[]},
                "message":{"role":"assistant","content":"Hi","tool_calls":[]},
                "index":0,"finish_reason":null}],"id":"c.1"}
                """,
                """
                {"model":null,"choices":[{"delta":{"role":"assistant","content":"!","tool_calls":[]},
                "message":{"role":"assistant","content":"!","tool_calls":[]},
                "index":1,"finish_reason":null}],"id":"c.2"}
                """,
                """
                {"model":null,"choices":[{"delta":{"role":"assistant","content":"","tool_calls":[]},
                "message":{"role":"assistant","content":"","tool_calls":[]},
                "index":2,"finish_reason":"stop"}],"id":"c.3"}
                """,
            ],
            "Hi! (stop)"
        },
        {
            "BerriAI/litellm#1571: counts that are empty in every piece, roles that are null, ids of their own",
            [
                """{"id":"a","choices":[{"index":0,"delta":{"content":"H","role":null}}],"usage":{}}""",
                """{"id":"b","choices":[{"index":0,"delta":{"content":"i","role":null}}],"usage":{}}""", Stop,
            ],
            "Hi (stop)"
        },
        {
            "agentuniverse-ai/agentUniverse#772: a last piece whose delta is null",
            [Delta("""{"content":"Hi"}"""), """{"choices":[{"index":0,"delta":null,"finish_reason":"stop"}]}"""],
            "Hi (stop)"
        },
        {
            "oracle/langchain-oracle#70: arguments that are a text of JSON within a text of JSON",
            [
                Delta(
                    """{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"\"{\\\"a\\\":"""
                    + """1}\""}}]}"""),
                Stop,
            ],
            "x f({\"a\":1}) (tool_calls)"
        },
        {
            "NousResearch/hermes-agent#3468: Ollama's calls are all at one index",
            [
                Delta("""{"tool_calls":[{"index":0,"id":"x1","function":{"name":"f","arguments":"{\"a\":1}"}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"x2","function":{"name":"f","arguments":"{\"a\":2}"}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"x3","function":{"name":"f","arguments":"{\"a\":3}"}}]}"""),
                Stop,
            ],
            "x1 f({\"a\":1}) x2 f({\"a\":2}) x3 f({\"a\":3}) (tool_calls)"
        },
        {
            "huggingface/ml-intern#340: calls of two functions at one index, without arguments",
            [
                Delta("""{"tool_calls":[{"index":0,"id":"x1","function":{"name":"bash","arguments":"{}"}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"x2","function":{"name":"research","arguments":"{}"}}]}"""),
                Stop,
            ],
            "x1 bash({}) x2 research({}) (tool_calls)"
        },
        {
            "agentjido/req_llm#742, microsoft/agent-framework#6978: Mistral's thinking is a list within the content",
            [
                Delta("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Ok"}]}]}"""),
                Delta("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"ay"}]}]}"""),
                Delta("""{"content":[{"type":"text","text":"Hi"}]}"""), Delta("""{"content":"!"}"""), Stop,
            ],
            "<Okay> Hi! (stop)"
        },
        {
            "InternLM/lmdeploy#3412: vLLM's second call at the first one's index, ids that are empty between",
            [
                Delta(
                    """{"tool_calls":[{"index":0,"id":"x","function":{"arguments":"","name":"f"}"""
                    + ""","type":"function"}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"","function":{"arguments":"{\"a\":1}","name":null}}]}"""),
                Delta(
                    """{"tool_calls":[{"index":0,"id":"y","function":{"arguments":"","name":"f"}"""
                    + ""","type":"function"}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"","function":{"arguments":"{\"a\":2}","name":null}}]}"""),
                Stop,
            ],
            "x f({\"a\":1}) y f({\"a\":2}) (tool_calls)"
        },
        {
            "InternLM/lmdeploy#3412: SGLang's, whose ids are numbers and repeated",
            [
                Delta("""{"tool_calls":[{"index":0,"id":"0","function":{"arguments":"","name":"f"}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"0","function":{"arguments":"{\"a\":1}","name":null}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"1","function":{"arguments":"","name":"f"}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"1","function":{"arguments":"{\"a\":2}","name":null}}]}"""),
                Stop,
            ],
            "0 f({\"a\":1}) 1 f({\"a\":2}) (tool_calls)"
        },
        {
            "skye-harris/hass_local_openai_llm#92: the reason for the end twice, the second time with the counts",
            [
                Delta("""{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]}"""),
                """{"id":"c","choices":[{"index":0,"delta":{"content":""},"finish_reason":"tool_calls"}]}""",
                """
                {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""},
                "finish_reason":"tool_calls","native_finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3}}
                """,
            ],
            "x f({}) (tool_calls)"
        },
        {
            "BerriAI/litellm#40040: names that are empty in every piece but the first, a new id of the answer in each",
            [
                """{"id":"c1","choices":[{"index":0,"delta":{"content":""}}]}""",
                """
                {"id":"c2","choices":[{"index":0,"delta":{"tool_calls":[{"id":"x","function":{"arguments":"","name":"f"},
                "type":"function","index":0}]}}]}
                """,
                """
                {"id":"c3","choices":[{"index":0,"delta":{"tool_calls":[{"function":{"arguments":"{\"a\": \"","name":""},
                "type":"function","index":0}]}}]}
                """,
                """
                {"id":"c4","choices":[{"index":0,"delta":{"tool_calls":[{"function":{"arguments":"P\"}","name":""},
                "type":"function","index":0}]}}]}
                """,
                """{"id":"c5","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
            ],
            "x f({\"a\":\"P\"}) (tool_calls)"
        },
        {
            "googleapis/python-genai#2868: a call, and stop as the reason",
            [
                """
                {"choices":[{"delta":{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"a\":1}","name":"f"},
                "id":"x","index":0,"type":"function"}]},"finish_reason":"stop","index":0}]}
                """,
            ],
            "x f({\"a\":1}) (tool_calls)"
        },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_of_a_report_is_read(string report, string[] events, string expected)
    {
        var body = string.Concat(events.Select(static data => $"data: {data.ReplaceLineEndings("")}\n\n")) + Wire.Done;

        Assert.Equal((report, expected), (report, await SaidAsync(() => FieldAnswer.StreamAsync(body))));
    }

    /// <summary>The same where a whole answer was asked for, and the gateway streams all the same.</summary>
    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_in_place_of_a_whole_answer_is_read(string report, string[] events, string expected)
    {
        var lines = events.Select(static data => $"data: {data.ReplaceLineEndings("")}\n\n");
        await using var server = ScriptedServer.Start(
            Reply.Chunked([Wire.Bytes(string.Concat(lines) + Wire.Done)], "text/event-stream"));
        using var router = server.Router();

        var said = await SaidAsync(() => router.AsIChatClient("org/model").GetResponseAsync([FieldAnswer.Question]));

        // Nothing was given out: that it broke off is not said, the kind is the failure's own.
        Assert.Equal(
            (report, expected[(expected.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('|')[0].Trim()),
            (report, said[(said.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('|')[0].Trim()));
    }

    [Theory] // ggml-org/llama.cpp#16104: a field that event streams do not have
    [InlineData("")]
    [InlineData("""data: {"id":"c","choices":[{"index":0,"delta":{"content":"Once"}}]}""")]
    public async Task An_error_in_a_field_of_its_own_is_told(string before)
    {
        const string Error =
            "error: {\"code\":400,\"message\":\"the request exceeds the available context size. try increasing the "
            + "context size or enable context shift\",\"type\":\"invalid_request_error\"}\n\n";
        var body = (before.Length == 0 ? "" : before + "\n\n") + Error + Wire.Done;

        var said = await SaidAsync(() => FieldAnswer.StreamAsync(body));

        Assert.Contains("exceeds the available context size", said, StringComparison.Ordinal);
        Assert.StartsWith(
            before.Length == 0 ? "ContextLengthExceeded: " : "Interrupted: ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_in_place_of_a_whole_answer_that_is_cut_is_an_error()
    {
        var error = await FieldAnswer.WholeErrorAsync(Wire.Events(Delta("""{"content":"Once upon"}""")));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("ended in the middle", error.Message, StringComparison.Ordinal);
    }

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
    };

    [Theory]
    [MemberData(nameof(Wholes))]
    public async Task A_whole_answer_of_a_report_is_read(string report, string body, string expected) =>
        Assert.Equal((report, expected), (report, await SaidAsync(() => FieldAnswer.WholeAsync(body))));

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
        400, """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key."}}""", "Authentication")]
    [InlineData(
        403, """{"error":{"code":403,"message":"Input flagged","metadata":{"reasons":["violence"],"flagged_input":"a"}}}""",
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

    /// <summary>Events of the Responses API.</summary>
    public static TheoryData<string, string[], string> Responses => new()
    {
        {
            "decolua/9router#2142: the last event is response.done",
            [
                """{"type":"response.output_text.delta","item_id":"m","delta":"Hi"}""",
                """{"type":"response.done","response":{"id":"r","status":"completed"}}""",
            ],
            "Hi (stop)"
        },
        {
            "router-for-me/CLIProxyAPI#4905: an item without its end, and then [DONE]",
            [
                """{"type":"response.output_item.added","item":{"id":"m","type":"message","content":[]}}""",
                """{"type":"response.output_text.delta","item_id":"m","delta":"Hi"}""", "[DONE]",
            ],
            "Interrupted: | Hi"
        },
        {
            "awoaCrim/pi-openai-toolkit#1: items only in events of their own, the last one says how it ended",
            [
                """{"type":"response.output_item.done","item":"""
                    + """{"type":"compaction","id":"cmp","encrypted_content":"x"}}""",
                """
                {"type":"response.output_item.done","item":{"id":"m","type":"message",
                "content":[{"type":"output_text","text":"Hi"}]}}
                """,
                """{"type":"response.completed","response":{"id":"r","status":"completed"}}""",
            ],
            "Hi (stop)"
        },
        {
            "vllm-project/vllm#32587: a mark of the model's format behind a function's name",
            [
                """
                {"type":"response.completed","response":{"id":"r","status":"completed","output":[{"id":"fc_1",
                "call_id":"x","type":"function_call","name":"f<|constrain|>json","arguments":"{}"}]}}
                """,
            ],
            "x f({}) (tool_calls)"
        },
        {
            "vllm-project/vllm#35184: every piece of a thought counts as a part of its own",
            [
                """{"type":"response.output_item.added","output_index":0,"item":"""
                    + """{"id":"rs","type":"reasoning","summary":[]}}""",
                """{"type":"response.reasoning_text.delta","item_id":"rs","output_index":0,"content_index":8"""
                + ""","delta":" say"}""",
                """{"type":"response.reasoning_text.delta","item_id":"rs","output_index":0,"content_index":9"""
                + ""","delta":" hi"}""",
                """{"type":"response.reasoning_text.delta","item_id":"rs","output_index":0,"content_index":10"""
                + ""","delta":"."}""",
                """{"type":"response.output_text.delta","item_id":"m","output_index":1,"content_index":11"""
                + ""","delta":"H"}""",
                """{"type":"response.output_text.delta","item_id":"m","output_index":1,"content_index":12"""
                + ""","delta":"i"}""",
                """
                {"type":"response.completed","response":{"id":"r","status":"completed","output":[
                {"id":"rs","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":" say hi."}]},
                {"id":"m","type":"message","content":[{"type":"output_text","text":"Hi"}]}]}}
                """,
            ],
            "< say hi.> Hi (stop)"
        },
        {
            "vllm-project/vllm#31761: an item's end at another position than its pieces",
            [
                """{"type":"response.output_item.added","output_index":7,"item":"""
                    + """{"id":"m","type":"message","content":[]}}""",
                """{"type":"response.output_text.delta","item_id":"m","output_index":7,"content_index":5"""
                + ""","delta":"Hi"}""",
                """
                {"type":"response.output_item.done","output_index":8,"item":{"id":"m","type":"message",
                "content":[{"type":"output_text","text":"Hi"}]}}
                """,
                """{"type":"response.completed","response":{"id":"r","status":"completed"}}""",
            ],
            "Hi (stop)"
        },
        {
            "vllm-project/vllm#24788: a thought whose part is announced as a text",
            [
                """
                {"type":"response.output_item.added","output_index":0,"item":{"id":"a","summary":[],"type":"reasoning",
                "content":null,"encrypted_content":null,"status":"in_progress"}}
                """,
                """
                {"type":"response.content_part.added","content_index":0,"item_id":"a","output_index":0,
                "part":{"annotations":[],"text":"","type":"output_text","logprobs":[]}}
                """,
                """{"type":"response.reasoning_text.delta","content_index":0"""
                + ""","delta":"The","item_id":"a","output_index":0}""",
                """
                {"type":"response.output_item.done","output_index":0,"item":{"id":"a","summary":[],"type":"reasoning",
                "content":[{"type":"reasoning_text","text":"The"}],"status":"completed"}}
                """,
                """{"type":"response.output_text.delta","item_id":"m","output_index":1,"delta":"Hi"}""",
                """{"type":"response.completed","response":{"id":"r","status":"completed","output":[]}}""",
            ],
            "<The> Hi (stop)"
        },
        {
            "langchain-ai/langchain#37625: the summary of a thought only in the end of its item",
            [
                """{"type":"response.output_item.added","output_index":0,"item":"""
                    + """{"id":"rs","type":"reasoning","summary":[]}}""",
                """
                {"type":"response.output_item.done","output_index":0,"item":{"id":"rs","type":"reasoning",
                "summary":[{"type":"summary_text","text":"Hm."}]}}
                """,
                """{"type":"response.output_text.delta","item_id":"m","output_index":1,"delta":"Hi"}""",
                """{"type":"response.completed","response":{"id":"r","status":"completed","output":[]}}""",
            ],
            "<Hm.> Hi (stop)"
        },
        {
            "an error by another name",
            ["""{"type":"response.error","error":{"code":"rate_limit_exceeded","message":"Slow down."}}"""],
            "RateLimited: Slow down. | "
        },
        {
            "AntSeed/antseed#48: arguments that are an object",
            [
                """
                {"type":"response.completed","response":{"id":"r","status":"completed","output":[{"id":"fc_1",
                "type":"function_call","name":"f","arguments":{"a":1}}]}}
                """,
            ],
            "fc_1 f({\"a\":1}) (tool_calls)"
        },
        {
            "calls at once, whose pieces have positions and no ids",
            [
                """
                {"type":"response.output_item.added","output_index":0,"item":{"id":"a","type":"function_call",
                "call_id":"x","name":"f","arguments":""}}
                """,
                """
                {"type":"response.output_item.added","output_index":1,"item":{"id":"b","type":"function_call",
                "call_id":"y","name":"g","arguments":""}}
                """,
                """{"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\"b\":"}""",
                """{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"a\":1}"}""",
                """{"type":"response.function_call_arguments.delta","output_index":1,"delta":"2}"}""",
                """{"type":"response.completed","response":{"id":"r","status":"completed","output":[]}}""",
            ],
            "x f({\"a\":1}) y g({\"b\":2}) (tool_calls)"
        },
        {
            "1jehuang/jcode#1336, anomalyco/opencode#45081: another id in every event, or none",
            [
                """
                {"type":"response.output_item.added","output_index":0,"item":{"id":"a1","type":"function_call",
                "call_id":"x","name":"f","arguments":""}}
                """,
                """{"type":"response.function_call_arguments.delta","item_id":"a2","output_index":0,"delta":"{}"}""",
                """{"type":"response.function_call_arguments.done","item_id":"a3","output_index":0,"arguments":"{}"}""",
                """
                {"type":"response.output_item.done","output_index":0,"item":{"type":"function_call",
                "call_id":"x","name":"f","arguments":"{}"}}
                """,
                """
                {"type":"response.completed","response":{"id":"r","status":"completed","output":[{"id":"a5",
                "type":"function_call","call_id":"x","name":"f","arguments":"{}"}]}}
                """,
            ],
            "x f({}) (tool_calls)"
        },
        {
            "openclaw/openclaw#48491: items without a type",
            [
                """
                {"type":"response.completed","response":{"id":"r","status":"completed","output":[
                {"id":"m","role":"assistant","content":[{"type":"output_text","text":"Hi"}]},
                {"id":"fc","call_id":"x","name":"f","arguments":"{}"}]}}
                """,
            ],
            "Hi x f({}) (tool_calls)"
        },
        {
            "a text where a list of parts belongs",
            [
                """
                {"type":"response.completed","response":{"id":"r","status":"completed","output":[
                {"id":"rs","type":"reasoning","summary":"Hm."},
                {"id":"m","type":"message","role":"assistant","content":"Hi"}]}}
                """,
            ],
            "<Hm.> Hi (stop)"
        },
        {
            "a text in place of the items",
            ["""{"type":"response.completed","response":{"id":"r","status":"completed","output_text":"Hi"}}"""],
            "Hi (stop)"
        },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task A_response_of_a_report_is_read(string report, string[] events, string expected)
    {
        var body = string.Concat(events.Select(static data => $"data: {data.ReplaceLineEndings("")}\n\n"));
        await using var server = ScriptedServer.Start(Reply.Stream(body));
        using var router = server.Router();

        var said = await SaidAsync(
            () => router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync());

        Assert.Equal((report, expected), (report, said));
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

    private static string Delta(string delta) =>
        $$"""{"id":"c","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""";

    /// <summary>Reasoning in angle brackets, text, calls and the reason for the end; or the error.</summary>
    private static async Task<string> SaidAsync(Func<Task<ChatResponse>> ask)
    {
        try
        {
            var response = await ask();
            var contents = response.Messages.SelectMany(static message => message.Contents).ToList();
            var reasoning = string.Concat(
                contents.OfType<TextReasoningContent>().Select(static content => content.Text));
            var calls = response.Calls().Select(static call =>
                $"{call.CallId} {call.Name}({JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions)
                    .ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)})");
            string?[] parts =
            [
                reasoning.Length > 0 ? $"<{reasoning}>" : null, response.Text.Length > 0 ? response.Text : null,
                .. calls, $"({response.FinishReason})",
            ];
            return string.Join(' ', parts.Where(static part => part is not null));
        }
        catch (InferenceException error)
        {
            return $"{error.Kind}: {error.ProviderWords} | {error.PartialText}"
                .Replace(":  |", ": |", StringComparison.Ordinal);
        }
    }
}
