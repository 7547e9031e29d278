using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Streams of the Responses API as public reports show them, each by its bytes, and what a caller must get. A line
/// names the report.
/// </summary>
[Trait("Category", "Field")]
public sealed class ReportedResponsesTests
{
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

        var said = await FieldAnswer.SaidAsync(
            () => router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync());

        Assert.Equal((report, expected), (report, said));
    }
}
