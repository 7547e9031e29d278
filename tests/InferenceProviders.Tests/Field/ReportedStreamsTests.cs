using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Streams of chat completions as public reports show them, each by its bytes, and what a caller must get. A line names
/// the report.
/// </summary>
[Trait("Category", "Field")]
public sealed class ReportedStreamsTests
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

        Assert.Equal((report, expected), (report, await FieldAnswer.SaidAsync(() => FieldAnswer.StreamAsync(body))));
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

        var said = await FieldAnswer.SaidAsync(
            () => router.AsIChatClient("org/model").GetResponseAsync([FieldAnswer.Question]));

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

        var said = await FieldAnswer.SaidAsync(() => FieldAnswer.StreamAsync(body));

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

    private static string Delta(string delta) =>
        $$"""{"id":"c","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""";
}
