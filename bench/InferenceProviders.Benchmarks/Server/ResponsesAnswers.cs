using System.Globalization;
using System.Text;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>
/// Answers of the Responses API, event by event in the documented order: text in deltas, with
/// <see cref="Tools"/> behind the list of an MCP server's tools and a call that it ran.
/// </summary>
internal static class ResponsesAnswers
{
    private const int Tools = 20;
    private const string Head =
        """{"id":"resp_5fd2e0a1c94b4d0e","object":"response","created_at":1763740800,"error":null"""
        + ""","incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"openai/gpt-oss-120b" """;
    private const string Rest =
        """ "parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null}"""
        + ""","store":false,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[]"""
        + ""","top_p":1.0,"truncation":"disabled","user":null,"metadata":{} """;
    private const string Usage =
        """{"input_tokens":73,"input_tokens_details":{"cached_tokens":0},"output_tokens":118"""
        + ""","output_tokens_details":{"reasoning_tokens":0},"total_tokens":191}""";

    private static readonly string[] Words = [
        " the", " model", " answers", ",", " one", " token", " at", " a", " time", "."];

    /// <summary>A whole response of so many words.</summary>
    public static byte[] Whole(int words, bool mcp) => Encoding.UTF8.GetBytes(Response("completed", Items(words, mcp)));

    public static IEnumerable<string> Events(int deltas, bool mcp)
    {
        var number = 0;
        yield return Event("response.created", $"\"response\":{Response("in_progress", [])}");
        yield return Event("response.in_progress", $"\"response\":{Response("in_progress", [])}");
        var index = 0;
        var items = Items(deltas, mcp);
        foreach (var item in items[..^1])
        {
            yield return Event("response.output_item.added", $"\"output_index\":{index},\"item\":{item}");
            yield return Event("response.output_item.done", $"\"output_index\":{index++},\"item\":{item}");
        }

        var at = $"\"item_id\":\"msg_1\",\"output_index\":{index},\"content_index\":0";
        yield return Event(
            "response.output_item.added", $"\"output_index\":{index},\"item\":{Message("in_progress", "")}");
        yield return Event("response.content_part.added", $"{at},\"part\":{Part("")}");
        for (var delta = 0; delta < deltas; delta++)
        {
            yield return Event(
                "response.output_text.delta", $"{at},\"delta\":\"{Words[delta % Words.Length]}\",\"logprobs\":[]");
        }

        yield return Event("response.output_text.done", $"{at},\"text\":\"{Text(deltas)}\",\"logprobs\":[]");
        yield return Event("response.content_part.done", $"{at},\"part\":{Part(Text(deltas))}");
        yield return Event("response.output_item.done", $"\"output_index\":{index},\"item\":{items[^1]}");
        yield return Event("response.completed", $"\"response\":{Response("completed", items)}");

        string Event(string type, string fields) => string.Create(
            CultureInfo.InvariantCulture,
            $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":{number++},{fields}}}\n\n");
    }

    private static string[] Items(int words, bool mcp) =>
        mcp ? [ToolList(), Call(), Message("completed", Text(words))] : [Message("completed", Text(words))];

    private static string Text(int words) =>
        string.Concat(Enumerable.Range(0, words).Select(word => Words[word % Words.Length]));

    private static string Part(string text) =>
        $$"""{"type":"output_text","annotations":[],"logprobs":[],"text":"{{text}}"}""";

    private static string Message(string status, string text) =>
        $$"""{"id":"msg_1","type":"message","status":"{{status}}","role":"assistant","content":"""
            + $$"""[{{(text.Length == 0 ? "" : Part(text))}}]}""";

    private static string ToolList() =>
        $$"""{"id":"mcpl_1","type":"mcp_list_tools","server_label":"docs","tools":[{{string.Join(",", Enumerable.Range(0, Tools).Select(tool =>
        $$$"""{"name":"tool_{{{tool}}}","description":"Looks something up in the """
            + $$$"""documentation.","input_schema":{"type":"object","properties":{"query":{"type":"string","description":"What to look for."}},"required":["query"]},"annotations":null}"""))}}]}""";

    private static string Call() =>
        """{"id":"mcp_1","type":"mcp_call","status":"completed","approval_request_id":null"""
            + ""","server_label":"docs","name":"tool_3","arguments":"{\"query\":\"tokens\"}","error":null"""
            + ""","output":"A token is a piece of a word."}""";

    private static string Response(string status, string[] items) =>
        $"{Head},\"status\":\"{status}\",\"output\":[{string.Join(",", items)}],{Rest},"
            + $"\"usage\":{(status == "completed" ? Usage : "null")}}}";
}
