using System.Text;
using System.Text.Json;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// What Groq's systems say that they did (shapes of groq-python's <c>executed_tools</c>, and of recordings of
/// <c>groq/compound</c> and gpt-oss in public test suites), whole and in the pieces of a stream.
/// </summary>
[Trait("Category", "Field")]
public sealed class ExecutedToolsTests
{
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>An execution, and what the contents say of it.</summary>
    public static TheoryData<string, string[]> Executions => new()
    {
        {
            """
            {"index":0,"type":"search","arguments":"{\"query\":\"rain in Oslo\"}","output":"Title: A",
            "search_results":{"results":[{"title":"A","url":"https://a.example/","content":"Wet.","score":0.9}]}}
            """,
            ["WebSearchToolCallContent rain in Oslo", "WebSearchToolResultContent https://a.example/"]
        },
        {
            """{"index":0,"type":"search","arguments":"{\"query\":\"rain\"}","output":"Nothing that has a link."}""",
            ["WebSearchToolCallContent rain", "WebSearchToolResultContent Nothing that has a link."]
        },
        {
            """
            {"index":0,"type":"function","name":"browser.search","arguments":"{\"query\":\"rain\"}","output":"L0: Wet.",
            "search_results":{"results":[]}}
            """,
            ["WebSearchToolCallContent rain", "WebSearchToolResultContent L0: Wet."]
        },
        {
            """
            {"index":0,"type":"visit","arguments":"{\"url\":\"https://a.example/\"}","output":"Wet.",
            "browser_results":[{"title":"A","url":"https://a.example/"}]}
            """,
            ["WebSearchToolCallContent ", "WebSearchToolResultContent https://a.example/"]
        },
        {
            """{"index":0,"type":"python","arguments":"{\"code\":\"print(1)\"}","output":"1\n"}""",
            ["CodeInterpreterToolCallContent print(1)", "CodeInterpreterToolResultContent 1\n"]
        },
        {
            """
            {"index":0,"type":"code_interpreter","arguments":"print(1)",
            "code_results":[{"text":"1"},{"png":"PNG"},{"png":"@@"}]}
            """,
            ["CodeInterpreterToolCallContent print(1)", "CodeInterpreterToolResultContent 1,image/png"]
        },
        {
            """{"index":0,"type":"wolfram_alpha","arguments":"{\"query\":\"2+2\"}","output":"4"}""",
            ["ToolCallContent ", "ToolCallContent "]
        },
    };

    [Theory]
    [MemberData(nameof(Executions))]
    public async Task A_tool_that_the_server_ran_is_a_call_and_its_result(string json, string[] expected)
    {
        json = json.Replace("PNG", Png, StringComparison.Ordinal).ReplaceLineEndings("");
        var message = $$"""{"role":"assistant","content":"Wet.","executed_tools":[{{json}}]}""";
        var whole = await FieldAnswer.WholeAsync(Wire.Answer(message));
        var streamed = await FieldAnswer.StreamAsync(Wire.Events(
            Wire.Chunk($$"""{"executed_tools":[{{Without(json)}}]}"""),
            Wire.Chunk($$"""{"executed_tools":[{{json}}]}"""),
            Wire.Chunk("""{"content":"Wet."}"""), Wire.Chunk("{}", "\"stop\"")) + Wire.Done);

        foreach (var response in new[] { whole, streamed })
        {
            Assert.Equal("Wet.", response.Text);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
            var contents = response.Messages[0].Contents.Where(static content => content is not TextContent).ToList();
            Assert.Equal(2, contents.Count);
            if (!json.Contains("wolfram", StringComparison.Ordinal))
            {
                Assert.Equal(expected, contents.Select(Describe));
            }

            Assert.Single(contents.Select(IdOf).Distinct());
            var kept = (JsonElement)response.Messages[0].AdditionalProperties!["executed_tools"]!;
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse($"[{json}]"), kept), kept.GetRawText());
        }
    }

    [Fact]
    public async Task Several_tools_in_pieces_keep_their_order()
    {
        var response = await FieldAnswer.StreamAsync(Wire.Events(
            Wire.Chunk("""{"executed_tools":[{"index":0,"type":"search","arguments":"{\"query\":\"a\"}"}]}"""),
            Wire.Chunk("""{"executed_tools":[{"index":0,"output":"A"}]}"""),
            Wire.Chunk("""{"executed_tools":[{"index":1,"type":"python","arguments":"{\"code\":\"1\"}"}]}"""),
            Wire.Chunk("""{"executed_tools":[{"index":1,"output":"B"}]}"""),
            Wire.Chunk("""{"content":"Done."}"""), Wire.Chunk("{}", "\"stop\"")) + Wire.Done);

        Assert.Equal(
            [
                "WebSearchToolCallContent a", "WebSearchToolResultContent A", "CodeInterpreterToolCallContent 1",
                "CodeInterpreterToolResultContent B",
            ],
            response.Messages[0].Contents.SkipLast(1).Select(Describe));
    }

    [Fact]
    public async Task The_next_turn_tells_any_model_what_was_done()
    {
        var answer = await FieldAnswer.WholeAsync(Wire.Answer(
            """
            {"content":"Wet.","executed_tools":[{"index":0,"type":"search","arguments":"{\"query\":\"rain\"}",
            "output":"Wet."}]}
            """));
        ChatMessage[] history = [.. ResponsesChat.User(), .. answer.Messages, .. ResponsesChat.User("Thanks.")];

        var chat = (await InferenceProviders.Tests.Writing.Sent.BodyAsync(history)).GetRawText();
        var responses = (await ResponsesChat.BodyAsync(history)).GetRawText();

        foreach (var body in new[] { chat, responses })
        {
            Assert.Contains("The web was searched for rain.", body, StringComparison.Ordinal);
            Assert.DoesNotContain("executed_tools", body, StringComparison.Ordinal);
        }
    }

    /// <summary>As it is while the tool runs: called, and nothing back.</summary>
    private static string Without(string json)
    {
        var fields = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        foreach (var name in new[] { "output", "search_results", "browser_results", "code_results" })
        {
            fields.Remove(name);
        }

        return fields.ToJsonString();
    }

    private static string? IdOf(AIContent content) =>
        content is ToolCallContent call ? call.CallId : ((ToolResultContent)content).CallId;

    private static string Describe(AIContent content) => $"{content.GetType().Name} " + content switch
    {
        WebSearchToolCallContent call => string.Join(',', call.Queries ?? []),
        WebSearchToolResultContent result => Outputs(result.Outputs),
        CodeInterpreterToolCallContent call => Encoding.UTF8.GetString(((DataContent)call.Inputs![0]).Data.Span),
        CodeInterpreterToolResultContent result => Outputs(result.Outputs),
        _ => "",
    };

    private static string Outputs(IList<AIContent>? outputs) => string.Join(',', (outputs ?? []).Select(output =>
        output switch
        {
            TextContent text => text.Text,
            UriContent uri => uri.Uri.AbsoluteUri,
            DataContent data => data.MediaType,
            _ => output.GetType().Name,
        }));
}
