using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Chat;

/// <summary>
/// What a client says of itself and of its answers: services, metadata, ids, raw representations, the report.
/// </summary>
public sealed class ClientTests
{
    [Fact]
    public void A_client_gives_its_metadata_its_router_and_itself()
    {
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            RouterEndpoint = new("https://router.example"),
        });
        var chat = router.AsIChatClient("openai/gpt-oss-120b:fastest");

        var metadata = chat.GetService<ChatClientMetadata>()!;
        Assert.Equal(
            ("huggingface", "https://router.example/", "openai/gpt-oss-120b:fastest"),
            (metadata.ProviderName, metadata.ProviderUri!.AbsoluteUri, metadata.DefaultModelId));
        Assert.Same(router, chat.GetService<InferenceRouter>());
        Assert.Same(chat, chat.GetService<IChatClient>());
        Assert.Same(chat, chat.GetService(chat.GetType()));
        Assert.Same(chat, chat.GetService<object>());
        Assert.Null(chat.GetService<string>());
        Assert.Null(chat.GetService(typeof(ChatClientMetadata), "key"));
        Assert.Null(chat.GetService(typeof(IChatClient), "key"));
        Assert.Throws<ArgumentNullException>(() => chat.GetService(null!));
        Assert.Equal("IChatClient for openai/gpt-oss-120b:fastest", chat.ToString());
    }

    [Fact]
    public void The_client_of_an_endpoint_names_the_endpoint()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false });
        var metadata = router.AsIChatClient(
            new Uri("https://gpu.example.com/v1?x=1"), "my-model").GetService<ChatClientMetadata>()!;
        Assert.Equal(
            ("huggingface", "https://gpu.example.com/v1", "my-model"),
            (metadata.ProviderName, metadata.ProviderUri!.AbsoluteUri, metadata.DefaultModelId));
    }

    [Fact]
    public void An_endpoint_with_a_provider_is_refused()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false });
        Assert.Equal(
            "provider",
            Assert.Throws<ArgumentException>(
                () => router.AsIChatClient("https://gpu.example.com/v1", "groq")).ParamName);
        Assert.NotNull(router.AsIChatClient("https://gpu.example.com/v1", "auto"));
        Assert.Throws<ArgumentNullException>(() => router.AsIChatClient((Uri)null!));
    }

    [Fact]
    public async Task Two_names_for_the_provider_are_refused()
    {
        await using var server = ScriptedServer.Start(Reply.Silence);
        using var router = server.Router();
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => router.AsIChatClient("org/model:cohere", "groq").GetResponseAsync("Hi"));
        Assert.Contains("'cohere'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'groq'", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_answer_has_its_ids_times_and_model()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(
                Wire.Answer("""{"role":"assistant","content":"Hi"}"""), 200, "x-inference-provider: novita",
                "x-request-id: req-1"));
        using var router = server.Router();

        var response = await router.AsIChatClient("org/model").GetResponseAsync("Hi");

        var message = Assert.Single(response.Messages);
        Assert.Equal(
            ("chatcmpl-1", "served-model", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)),
            (response.ResponseId, response.ModelId, response.CreatedAt));
        Assert.Equal(
            (ChatRole.Assistant, "chatcmpl-1", response.CreatedAt, null),
            (message.Role, message.MessageId, message.CreatedAt, message.AuthorName));
        Assert.Null(response.ConversationId);
        Assert.Null(response.Usage);
        var raw = Assert.IsType<RawJson>(response.RawRepresentation);
        Assert.Equal(
            "Hi", raw.Root.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var report = response.GetRoutingReport()!;
        Assert.Equal(
            ("novita", "org/model", AuthMode.Routed, "req-1"),
            (report.Provider, report.Model, report.AuthMode, report.RequestId));
        Assert.Null(report.TimeToFirstToken);
        Assert.Null(Assert.Single(report.Attempts).Error);
    }

    [Fact]
    public async Task Every_update_of_a_stream_belongs_to_one_message_and_the_last_to_the_response()
    {
        await using var server = ScriptedServer.Start(Reply.Stream(Wire.Events(
            Wire.Chunk("""{"role":"assistant","reasoning":"Hm"}"""),
            Wire.Chunk("""{"content":"A"}"""),
            Wire.Chunk("""{"content":"B"}"""),
            Wire.Chunk("{}", "\"stop\""),
            """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}""") + Wire.Done));
        using var router = server.Router();

        var updates = await router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToListAsync();

        Assert.All(updates[..^1], update => Assert.Equal(
            ("chatcmpl-1", "chatcmpl-1", "served-model", ChatRole.Assistant,
                DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)),
            (update.ResponseId, update.MessageId, update.ModelId, update.Role, update.CreatedAt)));
        Assert.Equal(["Hm", "A", "B"], updates[..3].Select(update => update.Contents.Single().ToString()));
        Assert.Equal([null, null, null, ChatFinishReason.Stop, null], updates.Select(update => update.FinishReason));

        var last = updates[^1];
        Assert.Null(last.MessageId);
        Assert.Equal(
            (3, 2, 5), (Usage(last).InputTokenCount, Usage(last).OutputTokenCount, Usage(last).TotalTokenCount));
        Assert.Equal("auto", last.GetRoutingReport()!.Provider);
        Assert.Same(last.GetRoutingReport(), updates.ToChatResponse().GetRoutingReport());
        Assert.All(updates[..^1], update => Assert.Null(update.GetRoutingReport()));
        Assert.All(updates, update => Assert.Null(update.RawRepresentation));
        Assert.Single(updates.ToChatResponse().Messages);

        static UsageDetails Usage(ChatResponseUpdate update) =>
            Assert.IsType<UsageContent>(Assert.Single(update.Contents)).Details;
    }

    [Fact]
    public async Task Updates_of_an_answer_without_an_id_share_one_that_is_made()
    {
        const string Chunk = """{"choices":[{"delta":{"content":"A"}}]}""";
        await using var server = ScriptedServer.Start(
            Reply.Stream(
                Wire.Events(Chunk, Chunk, """{"choices":[{"delta":{},"finish_reason":"stop"}]}""") + Wire.Done));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");

        var first = await chat.GetStreamingResponseAsync("Hi").ToListAsync();
        var second = await chat.GetStreamingResponseAsync("Hi").ToListAsync();

        Assert.NotEmpty(first[0].MessageId!);
        Assert.All(first[..^1], update => Assert.Equal(first[0].MessageId, update.MessageId));
        Assert.NotEqual(first[0].MessageId, second[0].MessageId);
        Assert.All(first, update => Assert.Null(update.ResponseId));
    }

    [Fact]
    public async Task Raw_events_are_kept_when_asked_for()
    {
        var chunk = Wire.Chunk("""{"content":"A"}""");
        await using var server = ScriptedServer.Start(
            Reply.Stream(Wire.Events(chunk, Wire.Chunk("{}", "\"stop\"")) + Wire.Done));
        using var router = server.Router(options => options.KeepRawStreamEvents = true);

        var updates = await router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToListAsync();

        Assert.Equal(chunk, Assert.IsType<RawJson>(updates[0].RawRepresentation).ToString());
    }

    [Fact]
    public async Task A_history_goes_through_json_and_back()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer(
            """{"role":"assistant","content":"Hi","reasoning":"Hm","annotations":[{"a":1}],"tool_calls":"""
            + """[{"id":"c","function":{"name":"f","arguments":"{\"x\":[1,null,\"y\"]}"}}]}""")));
        using var router = server.Router();
        var response = await router.AsIChatClient("org/model").GetResponseAsync("Hi");

        var json = JsonSerializer.Serialize(response.Messages, AIJsonUtilities.DefaultOptions);
        var back = JsonSerializer.Deserialize<List<ChatMessage>>(json, AIJsonUtilities.DefaultOptions)!;

        Assert.Equal(Describe.Response(new(response.Messages)), Describe.Response(new(back)));
    }

    [Fact]
    public void A_response_of_another_library_has_no_report()
    {
        Assert.Null(new ChatResponse().GetRoutingReport());
        Assert.Null(
            new ChatResponseUpdate
            {
                AdditionalProperties = new() { ["inference_providers.routing_report"] = "text" },
            }.GetRoutingReport());
    }
}
