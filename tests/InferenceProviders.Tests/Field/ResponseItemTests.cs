using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Responses.Responded;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Items of a response that are less, or more, than the documentation says. The expectations are those of
/// dotnet/extensions' own tests of its client, in our words, and their siblings.
/// </summary>
[Trait("Category", "Field")]
public sealed class ResponseItemTests
{
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>Events of an item that no event announced, and what they say.</summary>
    public static TheoryData<string, string> Unannounced => new()
    {
        { """{"type":"response.output_text.delta","delta":"Hello"}""", "TextContent Hello" },
        { """{"type":"response.output_text.delta","item_id":"m","delta":"Hello"}""", "TextContent Hello" },
        { """{"type":"response.output_text.done","item_id":"m","text":"Hello"}""", "TextContent Hello" },
        { """{"type":"response.refusal.delta","delta":"No."}""", "ErrorContent No." },
        { """{"type":"response.refusal.done","refusal":"No."}""", "ErrorContent No." },
        { """{"type":"response.reasoning_text.delta","item_id":"r","delta":"Hm."}""", "TextReasoningContent Hm." },
        { """{"type":"response.reasoning_summary_text.done","text":"Hm."}""", "TextReasoningContent Hm." },
    };

    [Theory]
    [MemberData(nameof(Unannounced))]
    public async Task What_comes_without_its_item_is_read(string data, string expected)
    {
        var response = await StreamedAsync(Created(), Json(data), End());

        Assert.Equal([expected], Said(response));
    }

    [Fact]
    public async Task A_text_without_an_id_behind_reasoning_is_text()
    {
        var response = await StreamedAsync(
            Created(), Added(Empty(Reasoning("Hm."))), Event("response.reasoning_text.delta", "rs_1", "Hm."),
            Event("response.output_text.delta", null, "Hel"), Event("response.output_text.delta", null, "lo"), End());

        Assert.Equal(["TextReasoningContent Hm.", "TextContent Hello"], Said(response));
    }

    [Fact]
    public async Task The_final_list_says_again_what_came_without_its_item()
    {
        var response = await StreamedAsync(
            Created(), Event("response.output_text.delta", null, "Hello"), End(Message("Hello there.", "msg_9")));

        Assert.Equal("Hello there.", response.Text);
    }

    [Fact]
    public async Task One_id_for_two_items_is_two_items()
    {
        JsonObject[] items = [Reasoning("Hm.", "item"), Message("One.", "item"), Message("Two.", "item")];
        JsonObject[] events =
        [
            Created(),
            Added(Empty(items[0])), Event("response.reasoning_text.delta", "item", "Hm."), Done(items[0]),
            Added(Empty(items[1])), Responded.Text("One.", "item"), Done(items[1]),
            Added(Empty(items[2])), Responded.Text("Two.", "item"), Done(items[2]),
            End(items),
        ];

        foreach (var response in new[] { await WholeAsync(items), await StreamedAsync(events) })
        {
            Assert.Equal("TextReasoningContent Hm.", Said(response)[0]);
            Assert.Equal("One.Two.", response.Text);
        }
    }

    /// <summary>A service that repeats what it was asked.</summary>
    [Theory]
    [InlineData("user")]
    [InlineData("system")]
    [InlineData("developer")]
    public async Task A_message_of_another_role_is_not_the_assistants(string role)
    {
        var asked = Json(
            """
            {"type":"message","id":"msg_0","role":"ROLE","content":[{"type":"input_text","text":"Look."},
            {"type":"input_image","image_url":"https://a.example/cat.png"},
            {"type":"input_image","image_url":"data:image/png;base64,PNG"}]}
            """.Replace("ROLE", role, StringComparison.Ordinal).Replace("PNG", Png, StringComparison.Ordinal));
        JsonObject[] items = [asked, Reasoning("Hm."), Message("A cat.")];
        JsonObject[] events = [Created(), .. items.SelectMany(item => new[] { Added(item), Done(item) }), End(items)];

        foreach (var response in new[] { await WholeAsync(items), await StreamedAsync(events) })
        {
            Assert.Equal([role, "assistant"], response.Messages.Select(static message => message.Role.Value));
            Assert.Equal("Look.", response.Messages[0].Text);
            Assert.Equal("image/png", Assert.IsType<UriContent>(response.Messages[0].Contents[1]).MediaType);
            Assert.Equal("image/png", Assert.IsType<DataContent>(response.Messages[0].Contents[2]).MediaType);
            Assert.Equal("A cat.", response.Messages[1].Text);
        }
    }

    [Fact]
    public async Task A_search_that_has_begun_is_told_again_with_its_words()
    {
        var begun = Json(
            """{"type":"web_search_call","id":"ws_1","status":"in_progress","action":{"type":"search"}}""");
        var done = Json(
            """
            {"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","queries":["rain"],
            "sources":[{"type":"url","url":"https://a.example/","title":"A"}]}}
            """);

        await using var server = ScriptedServer.Start(Stream([Created(), Added(begun), Done(done), End(done)]));
        using var router = server.Router();
        var (updates, failure) = await router.Responses().StreamAsync(ResponsesChat.User());

        Assert.Null(failure);
        var calls = updates.SelectMany(static update => update.Contents).OfType<WebSearchToolCallContent>().ToList();
        Assert.Equal(["ws_1", "ws_1"], calls.Select(static call => call.CallId));
        Assert.Null(calls[0].Queries);
        var contents = updates.ToChatResponse().Messages[0].Contents;
        Assert.Equal(["rain"], Assert.Single(contents.OfType<WebSearchToolCallContent>()).Queries!);
        var source = Assert.Single(Assert.Single(contents.OfType<WebSearchToolResultContent>()).Outputs!);
        Assert.Equal("A", Assert.IsType<RawJson>(source.RawRepresentation).Root.GetProperty("title").GetString());
    }

    /// <summary>Bytes that say nothing, and who else says it: the item, or the request.</summary>
    [Theory]
    [InlineData(""","output_format":"jpeg" """, "image/jpeg")]
    [InlineData("", "image/webp")]
    public async Task An_image_of_bytes_that_do_not_tell_has_the_type_that_was_asked_for(string more, string expected)
    {
        var item = Json(
            $$"""{"type":"image_generation_call","id":"ig_1","status":"completed","result":"SGVsbG8x"{{more}}}""");
        var tool = new HostedImageGenerationTool { Options = new() { MediaType = "image/webp" } };
        await using var server = ScriptedServer.Start(Reply(Completed(item)));
        using var router = OpenAI(server);

        var response = await Client(router).GetResponseAsync(ResponsesChat.User(), new() { Tools = [tool] });

        var result = response.Messages[0].Contents.OfType<ImageGenerationToolResultContent>().Single();
        Assert.Equal(expected, ((DataContent)Assert.Single(result.Outputs!)).MediaType);
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("in_progress")]
    public async Task A_response_that_is_still_at_work_has_no_message(string status)
    {
        await using var server = ScriptedServer.Start(Reply(Whole(status)));
        using var router = OpenAI(server);

        var response = await Client(router)
            .GetResponseAsync(ResponsesChat.User(), new() { AllowBackgroundResponses = true });

        Assert.Empty(response.Messages);
        Assert.NotNull(response.ContinuationToken);
    }

    [Fact]
    public async Task Fields_of_the_response_are_kept_and_those_of_the_request_are_not()
    {
        var response = Response("completed", [Message("Hi")]);
        response["service_tier"] = "flex";
        response["metadata"] = new JsonObject { ["run"] = "7" };
        response["citations"] = new JsonArray("https://a.example/");
        response["user"] = "";
        response["safety_identifier"] = null;
        response["instructions"] = "Be brief.";
        response["temperature"] = 0.5;
        JsonObject[] events = [Created(), Added(Message("")), Responded.Text("Hi"), EndWith(response)];

        foreach (var read in new[] { await WholeAsync(response.ToJsonString()), await StreamedAsync(events) })
        {
            var kept = read.AdditionalProperties!.Where(static field => field.Value is JsonElement).ToDictionary();
            Assert.Equal(["citations", "metadata", "service_tier"], kept.Keys.Order());
            Assert.Equal("flex", ((JsonElement)kept["service_tier"]!).GetString());
        }
    }

    /// <summary>How the header may be written that has a connector's token.</summary>
    [Theory]
    [InlineData("Bearer secret-1")]
    [InlineData("  bearer   secret-1  ")]
    public async Task A_connectors_token_is_found_in_its_header(string header)
    {
        var tool = new HostedMcpServerTool("mail", "connector_gmail")
        {
            Headers = new Dictionary<string, string> { ["authorization"] = header },
        };
        await using var server = ScriptedServer.Start(Reply(Completed(Message("ok"))));
        using var router = OpenAI(server);

        await Client(router).GetResponseAsync(ResponsesChat.User(), new() { Tools = [tool] });

        var sent = server.Requests[0].Json.GetProperty("tools")[0];
        Assert.Equal("secret-1", sent.GetProperty("authorization").GetString());
        Assert.False(sent.TryGetProperty("headers", out _));
    }

    private static JsonObject Json(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static string[] Said(ChatResponse response) =>
        [.. response.Messages.SelectMany(static message => message.Contents).Select(Describe)];

    private static string Describe(AIContent content) => $"{content.GetType().Name} " + content switch
    {
        TextContent text => text.Text,
        TextReasoningContent thought => thought.Text,
        ErrorContent error => error.Message,
        _ => "",
    };

    private static Task<ChatResponse> WholeAsync(params JsonObject[] items) => WholeAsync(Completed(items));

    private static async Task<ChatResponse> WholeAsync(string body)
    {
        await using var server = ScriptedServer.Start(Reply(body));
        using var router = server.Router();
        return await router.Responses().GetResponseAsync(ResponsesChat.User());
    }

    private static async Task<ChatResponse> StreamedAsync(params JsonObject[] events)
    {
        await using var server = ScriptedServer.Start(Stream(events));
        using var router = server.Router();
        return await router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync();
    }

    private static InferenceRouter OpenAI(ScriptedServer server) => server.Router(options =>
    {
        options.ProviderKeys["openai"] = "sk-test";
        options.ProviderEndpoints["openai"] = server.Address;
    });

    private static IChatClient Client(InferenceRouter router) =>
        router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai");
}
