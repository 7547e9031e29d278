using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>Sources that answers name, in the forms in which providers name them, and on their way back.</summary>
[Trait("Category", "Field")]
public sealed class CitationTests
{
    /// <summary>
    /// What stands beside <c>content</c>, what stands at the root, and the sources: title, URL or file, place, snippet.
    /// </summary>
    public static TheoryData<string, string, string, string> Forms => new()
    {
        // OpenAI's search models, and OpenRouter with the page's text.
        { "openai",
            ""","annotations":[{"type":"url_citation","url_citation":{"start_index":0,"end_index":7,"url":"https:"""
            + """//a.example/x","title":"A"}}]""",
            "", "A|https://a.example/x|0-7|" },
        { "openrouter",
            ""","annotations":[{"type":"url_citation","url_citation":{"url":"https:"""
            + """//a.example/","title":"A","content":"It rains.","start_index":1,"end_index":3}}]""",
            "", "A|https://a.example/|1-3|It rains." },
        { "file", ""","annotations":[{"type":"file_citation","file_citation":{"file_id":"file-1","quote":"rain"}}]""",
            "", "|file-1||rain" },
        { "flat",
            ""","annotations":[{"type":"url_citation","url":"https://a.example/","title":"A","start_index":0"""
            + ""","end_index":2}]""",
            "", "A|https://a.example/|0-2|" },

        // Perplexity names each source twice; xAI gives URLs.
        { "perplexity", "",
            ""","citations":["https://a.example/","https://b.example/"],"search_results":"""
            + """[{"title":"A","url":"https://a.example/","date":"2026-01-02","snippet":"Wet."},"""
            + """{"title":"B","url":"https://b.example/"}]""",
            "A|https://a.example/||Wet.;B|https://b.example/||" },
        { "xai", "", ""","citations":["https://a.example/"]""", "|https://a.example/||" },

        // Azure, Cohere, Z.ai, Qwen, Google.
        { "azure",
            ""","context":{"citations":[{"title":"A","url":"https:"""
            + """//a.example/","filepath":"a.md","content":"Wet."}]}""",
            "", "A|https://a.example/||Wet." },
        { "cohere",
            ""","citations":[{"start":3,"end":7,"text":"rain","sources":[{"type":"document","id":"doc:"""
            + """1","document":{"id":"doc:1","title":"A","snippet":"Wet."}}]}]""",
            "", "A||3-7|Wet." },
        { "zai", "",
            ""","web_search":[{"title":"A","link":"https:"""
            + """//a.example/","content":"Wet.","media":"M","refer":"ref_1"}]""",
            "A|https://a.example/||Wet." },
        { "qwen", "",
            ""","search_info":{"search_results":[{"index":1,"title":"A","url":"https:"""
            + """//a.example/","site_name":"S"}]}""",
            "A|https://a.example/||" },
        { "google", ""","annotations":[{"web":{"uri":"https://a.example/","title":"A"}}]""", "",
            "A|https://a.example/||" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Sources_are_citations_whole_and_streamed(string name, string beside, string root, string sources)
    {
        Assert.NotEmpty(name);
        var whole = await FieldAnswer.WholeAsync(Answer("{\"content\":\"It rains.\"" + beside + "}", more: root));
        var streamed = await FieldAnswer.StreamAsync(Events(
            Chunk("""{"content":"It "}"""), Chunk("""{"content":"rains."}""", more: root),
            Chunk("{\"content\":\"\"" + beside + "}", "\"stop\"", root)) + Done);

        Assert.Equal(sources, Text(Assert.Single(whole.Messages[0].Contents.OfType<TextContent>())));
        Assert.Equal("It rains.", whole.Text);
        Assert.Equal("It rains.", streamed.Text);
        Assert.Equal(
            sources,
            Text(Assert.Single(streamed.Messages[0].Contents, content => content.Annotations is { Count: > 0 })));
    }

    [Fact]
    public async Task Lists_that_come_in_pieces_are_all_there()
    {
        const string First =
            """[{"type":"url_citation","url_citation":{"start_index":0,"end_index":2,"url":"https:"""
            + """//a.example/","title":"A"}}]""";
        const string Second =
            """[{"type":"url_citation","url_citation":{"start_index":3,"end_index":9,"url":"https:"""
            + """//a.example/","title":"A"}}]""";
        var response = await FieldAnswer.StreamAsync(Events(
            Chunk($$"""{"content":"It ","annotations":{{First}}}"""),
            Chunk($$"""{"content":"rains.","annotations":{{Second}}}"""), Chunk("{}", "\"stop\"")) + Done);

        // One source, cited in two places.
        Assert.Equal(
            "A|https://a.example/|0-2|;A|https://a.example/|3-9|",
            Text(Assert.Single(response.Messages[0].Contents, content => content.Annotations is not null)));
    }

    [Fact]
    public async Task Places_in_parts_count_in_the_whole_text()
    {
        const string Parts =
            """[{"type":"text","text":"First. "},{"type":"text","text":"It rains.","annotations":"""
            + """[{"type":"url_citation","url":"https://a.example/","title":"A","start_index":3,"end_index":8}]}]""";
        foreach (var response in new[] { await FieldAnswer.WholeAsync(Answer($$"""{"content":{{Parts}}}""")),
            await FieldAnswer.StreamAsync(Events(Chunk($$"""{"content":{{Parts}}}""", "\"stop\"")) + Done) })
        {
            var region = response.Messages[0].Contents.SelectMany(content => content.Annotations ?? [])
                .Single().AnnotatedRegions!.Cast<TextSpanAnnotatedRegion>().Single();
            Assert.Equal("rains", response.Text[region.StartIndex!.Value..region.EndIndex!.Value]);
        }
    }

    [Theory]
    [InlineData(""","annotations":[{"type":"file","file":{"hash":"1","name":"a.pdf","content":[]}}]""")]
    [InlineData(""","citations":[]""")]
    [InlineData(""","citations":["not a url",7,null,{"n":1}]""")]
    [InlineData(""","annotations":"none","citations":{"a":1}""")]
    public async Task What_is_no_source_is_no_citation(string beside)
    {
        var response = await FieldAnswer.WholeAsync(Answer("{\"content\":\"It rains.\"" + beside + "}"));
        Assert.All(response.Messages[0].Contents, content => Assert.Null(content.Annotations));
    }

    [Theory]
    [InlineData(
        """{"type":"url_citation","start_index":3,"end_index":8,"url":"https://a.example/","title":"A"}""",
        "A|https://a.example/|3-8|")]
    [InlineData("""{"type":"file_citation","index":4,"file_id":"file-1","filename":"a.pdf"}""", "a.pdf|file-1||")]
    [InlineData(
        """{"type":"container_file_citation","container_id":"cntr_1","file_id":"cfile_1","filename":"a.csv","start_index":0,"end_index":2}""",
        "a.csv|cfile_1|0-2|")]
    [InlineData("""{"type":"file_path","file_id":"file-1","index":4}""", "|file-1||")]
    public async Task Responses_name_sources_and_take_them_back(string annotation, string expected)
    {
        var message = Responded.Message("It rains.");
        message["content"]![0]!["annotations"]!.AsArray().Add(JsonNode.Parse(annotation));
        JsonObject[] whole = [
            Responded.Created(), Responded.Added(Responded.Message("")), Responded.Text("It "),
            Responded.Text("rains."), Responded.Done(message), End(message)];
        JsonObject told = new()
        {
            ["type"] = "response.output_text.annotation.added",
            ["item_id"] = "msg_1",
            ["output_index"] = 0,
            ["content_index"] = 0,
            ["annotation_index"] = 0,
            ["annotation"] = JsonNode.Parse(annotation),
        };
        JsonObject[] early = [
            Responded.Created(), Responded.Added(Responded.Message("")), Responded.Text("It "),
            Responded.Text("rains."), told, End(Responded.Message("It rains."))];
        var streams = 0;
        await using var server = ScriptedServer.Start(request =>
            request.Json.TryGetProperty("stream", out _)
                ? Responded.Stream(streams++ == 0 ? whole : early)
                : Responded.Reply(Responded.Completed(message)));
        using var router = server.Router(options =>
        {
            options.ProviderKeys["openai"] = "sk-test";
            options.ProviderEndpoints["openai"] = server.Address;
        });
        var client = router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai");

        var response = await client.GetResponseAsync(ResponsesChat.User());
        Assert.Equal(expected, Text(Assert.Single(response.Messages[0].Contents.OfType<TextContent>())));
        for (var run = 0; run < 2; run++)
        {
            var streamed = await client.GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync();
            Assert.Equal(
                expected,
                Text(Assert.Single(streamed.Messages[0].Contents, content => content.Annotations is not null)));

            // The next turn names them in the text's own field, also after the history was stored.
            await client.GetResponseAsync(
                [.. ResponsesChat.User(), .. ResponsesChat.ThroughJson((run == 0 ? response : streamed).Messages),
                    .. ResponsesChat.User("Thanks.")]);
            var part = server.Requests[^1].Json.GetProperty("input")[1].GetProperty("content")[0];
            Assert.Equal(
                ("output_text", "It rains."),
                (part.GetProperty("type").GetString(), part.GetProperty("text").GetString()));
            Sent.Same($"[{annotation}]", part.GetProperty("annotations"));
        }
    }

    [Fact]
    public async Task Elsewhere_the_model_is_told_its_sources_in_words()
    {
        TextContent text = new("It rains [2].")
        {
            Annotations = [
                new CitationAnnotation { Url = new("https://a.example/") },
                new CitationAnnotation { Title = "B", Url = new("https://b.example/") },
                new CitationAnnotation { FileId = "file-1", Title = "c.pdf" }],
        };
        List<ChatMessage> history = [
            new(ChatRole.User, "Weather?"), new(ChatRole.Assistant, [text]), new(ChatRole.User, "Which source is 2?")];
        const string Expected =
            "It rains [2].\n\n[Sources: 1. https://a.example/; 2. B (https://b.example/); 3. c.pdf (file file-1)]";

        foreach (var messages in new[] { history, ResponsesChat.ThroughJson(history) })
        {
            Assert.Equal(Expected, (await Sent.MessagesAsync(messages))[1].GetProperty("content").GetString());
            Assert.Equal(
                Expected, (await ResponsesChat.BodyAsync(messages)).GetProperty("input")[1].GetProperty("content")
                .GetString());
        }

        Assert.Equal("It rains [2].", text.Text);
    }

    private static JsonObject End(JsonObject message) => new()
    {
        ["type"] = "response.completed",
        ["response"] = Responded.Response("completed", message),
    };

    private static string Text(AIContent content) =>
        string.Join(';', content.Annotations!.Cast<CitationAnnotation>().Select(citation =>
        $"{citation.Title}|{citation.Url?.AbsoluteUri ?? citation.FileId}|{(citation.AnnotatedRegions is [TextSpanAnnotatedRegion region] ? $"{region.StartIndex}-{region.EndIndex}" : "")}|{citation.Snippet}"));
}
