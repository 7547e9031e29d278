using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>What a caller gives stays the caller's, and one client serves many threads.</summary>
public sealed class SharingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Neither_messages_nor_options_are_changed(bool stream)
    {
        var messages = EveryMessage();
        var options = EveryOption();
        var (messagesBefore, optionsBefore) = (Snapshot(messages), Snapshot(options));
        var contents = messages.SelectMany(message => message.Contents).ToList();
        var tools = options.Tools!.ToList();

        await Sent.BodyAsync(messages, options, stream);

        Assert.Equal(messagesBefore, Snapshot(messages));
        Assert.Equal(optionsBefore, Snapshot(options));
        Assert.Equal(contents, messages.SelectMany(message => message.Contents), ReferenceEqualityComparer.Instance);
        Assert.Equal(tools, options.Tools!, ReferenceEqualityComparer.Instance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Neither_messages_nor_options_are_changed_by_a_failure(bool stream)
    {
        var messages = EveryMessage();
        messages.Add(new(ChatRole.User, [new UriContent("https://example.com/a.pdf", "application/pdf")]));
        var options = EveryOption();
        var before = Snapshot(messages) + Snapshot(options);

        await Assert.ThrowsAsync<InferenceException>(() => Sent.BodyAsync(messages, options, stream));

        Assert.Equal(before, Snapshot(messages) + Snapshot(options));
    }

    [Fact]
    public async Task Messages_are_enumerated_once()
    {
        var enumerations = 0;
        IEnumerable<ChatMessage> Lazy()
        {
            enumerations++;
            yield return new(ChatRole.User, "Hi");
        }

        await Sent.BodyAsync(Lazy());
        await Sent.BodyAsync(Lazy(), stream: true);

        Assert.Equal(2, enumerations);
    }

    [Fact]
    public async Task Read_only_lists_are_accepted() =>
        Assert.Equal(
            1, (await Sent.BodyAsync(new ReadOnlyCollection<ChatMessage>([new(ChatRole.User, "Hi")])))
            .GetProperty("messages").GetArrayLength());

    [Fact]
    public async Task One_client_serves_many_threads_with_shared_options()
    {
        const int Workers = 32;
        const int CallsEach = 25;
        await using var server = ScriptedServer.Start(request =>
        {
            var text = request.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
            return request.Json.TryGetProperty("stream", out _)
                ? Reply.Stream(Wire.TextStream(text[..1], text[1..]))
                : Reply.Json(Wire.Answer($$"""{"content":{{JsonSerializer.Serialize(text)}}}"""));
        });
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        var options = EveryOption();

        await Parallel.ForAsync(
            0, Workers, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (worker, _) =>
        {
            for (var call = 0; call < CallsEach; call++)
            {
                var text = $"worker {worker} call {call} " + new string((char)('a' + (worker % 26)), worker * 37);
                var response = (worker + call) % 2 == 0
                    ? await chat.GetResponseAsync(text, options, CancellationToken.None)
                    : await chat.GetStreamingResponseAsync(text, options, CancellationToken.None)
                        .ToChatResponseAsync(CancellationToken.None);
                Assert.Equal(text, response.Text);
            }
        });

        Assert.Equal(Workers * CallsEach, server.Requests.Count);
        var schema = server.Requests[0].Json.GetProperty("tools").GetRawText();
        Assert.All(server.Requests, request => Assert.Equal(schema, request.Json.GetProperty("tools").GetRawText()));
    }

    private static List<ChatMessage> EveryMessage() =>
    [
        new(ChatRole.System, "S"),
        new(ChatRole.User,
            [new TextContent("T"), new DataContent(new byte[] { 1 }, "image/png"),
                new UriContent(
                    "https://example.com/a.png", "image/png") { AdditionalProperties = new() { ["detail"] = "low" } }])
        {
            AuthorName = "Ann B",
            MessageId = "m",
            AdditionalProperties = new() { ["x"] = 1 },
        },
        new(ChatRole.Assistant,
            [new TextReasoningContent("R") { AdditionalProperties = new() { ["reasoning_field"] = "reasoning" } },
                new TextContent("A"), new FunctionCallContent("c", "f", new Dictionary<string, object?> { ["a"] = 1 }),
                new UsageContent(new() { InputTokenCount = 1 })]),
        new(ChatRole.Tool,
            [new FunctionResultContent(
                "c", new List<AIContent> { new TextContent("r"), new DataContent(new byte[] { 2 }, "image/png") })]),
    ];

    private static ChatOptions EveryOption() => new()
    {
        Instructions = "I",
        Temperature = 1,
        TopP = 1,
        TopK = 1,
        MaxOutputTokens = 1,
        FrequencyPenalty = 1,
        PresencePenalty = 1,
        Seed = 1,
        StopSequences = ["x"],
        Reasoning = new() { Effort = ReasoningEffort.Low },
        ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}"""), "s"),
        ModelId = "org/other",
        Tools = [AIFunctionFactory.Create((int x) => x, "f")],
        ToolMode = ChatToolMode.RequireAny,
        AllowMultipleToolCalls = true,
        AdditionalProperties = new() { ["strict"] = true, ["min_p"] = 0.5, ["gone"] = null },
        RawRepresentationFactory = _ => new JsonObject { ["user"] = "me" },
    };

    private static string Snapshot<T>(T value) => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions);
}
