using System.Text.Json.Nodes;
using InferenceProviders.Emulator;

namespace InferenceProviders.Tests.Media.Requests;

/// <summary>Requests of one's own whose answer is a stream.</summary>
public sealed class StreamedRequestTests
{
    private static readonly InferenceRequest Request = new()
    {
        Provider = "groq",
        Path = "/openai/v1/chat/completions",
        Json = JsonNode.Parse("""{"model":"m","stream":true}"""),
    };

    [Theory]
    [InlineData(null, "/v1/chat/completions", "openai/gpt-oss-20b")]
    [InlineData("groq", "/openai/v1/chat/completions", "openai/gpt-oss-20b")]
    public async Task A_stream_is_read_back_event_by_event(string? provider, string path, string model)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = true,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Count to 4." }),
        };

        var pieces = new List<string>();
        await foreach (var data in router.SendStreamingAsync(
            new InferenceRequest { Provider = provider, Path = path, Json = body }))
        {
            if (data.Root.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var content))
            {
                pieces.Add(content.GetString() ?? "");
            }
        }

        Assert.Equal("1 2 3 4", string.Concat(pieces));
        Assert.True(pieces.Count > 3, $"It came in {pieces.Count} pieces.");
        var request = Assert.Single(emulator.Requests);
        Assert.Equal($"Bearer {emulator.Token}", request.Headers["authorization"]);
        Assert.Equal(provider is null ? path : $"/{provider}{path}", request.Path);
        Assert.True(JsonNode.DeepEquals(body, request.Json));
    }

    [Fact]
    public async Task An_event_is_given_out_before_the_next_one_comes()
    {
        var given = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            Reply.Chunk("data: {\"n\":1}\n\n"), new ReplyStep.Gate(new TaskCompletionSource(), given.Task),
            Reply.Chunk(": keep-alive\n\ndata: {\"n\":\ndata: 2}\n\ndata: [DONE]\n\ndata: {\"n\":3}\n\n"), Reply.End));
        using var router = server.Router();

        var numbers = new List<int>();
        await foreach (var data in router.SendStreamingAsync(Request))
        {
            numbers.Add(data.Root.GetProperty("n").GetInt32());
            given.TrySetResult();
        }

        Assert.Equal([1, 2], numbers);
    }

    [Fact]
    public async Task An_answer_in_one_piece_is_given_as_one()
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"whole":true}"""));
        using var router = server.Router();

        Assert.Equal(["""{"whole":true}"""], await AllAsync(router));
    }

    [Theory]
    [InlineData(401, InferenceErrorKind.Authentication)]
    [InlineData(429, InferenceErrorKind.RateLimited)]
    [InlineData(503, InferenceErrorKind.ProviderUnavailable)]
    public async Task A_refusal_is_a_typed_error_and_nothing_is_repeated(int status, InferenceErrorKind kind)
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"error":{"message":"not today"}}""", status));
        using var router = server.Router(options => options.Routing = new());

        var error = await Assert.ThrowsAsync<InferenceException>(() => AllAsync(router));

        Assert.Equal((kind, "groq"), (error.Kind, error.Provider));
        Assert.Contains("not today", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_error_as_the_first_event_is_the_providers()
    {
        await using var server = ScriptedServer.Start(
            Reply.Stream(Wire.Events("""{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}""")));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(() => AllAsync(router));

        Assert.Equal(InferenceErrorKind.RateLimited, error.Kind);
        Assert.Equal("groq", error.RoutingReport!.Provider);
    }

    public static TheoryData<string, string> Breaks => new()
    {
        { "error", "the model fell over" },
        { "reset", "the connection broke" },
        { "end", "the connection broke" },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_breaks_off_after_an_event_is_interrupted(string how, string words)
    {
        var given = new TaskCompletionSource();
        var first = Reply.Open()
            .Then(Reply.Chunk("data: {\"n\":1}\n\n"), new ReplyStep.Gate(new TaskCompletionSource(), given.Task));
        await using var server = ScriptedServer.Start(how switch
        {
            "error" => first.Then(Reply.Chunk("data: {\"error\":\"the model fell over\"}\n\n"), Reply.End),
            "reset" => first.Then(new ReplyStep.Reset()),
            _ => first.Then(new ReplyStep.Finish()),
        });
        using var router = server.Router();
        var events = new List<string>();

        var error = await Assert.ThrowsAsync<InferenceException>(async () =>
        {
            await foreach (var data in router.SendStreamingAsync(Request))
            {
                events.Add(data.ToString());
                given.TrySetResult();
            }
        });

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(("groq", 1), (error.Provider, error.Attempts.Count));
        Assert.Single(events);
    }

    [Fact]
    public async Task Who_stops_reading_closes_the_connection()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk("data: {\"n\":1}\n\n"), new ReplyStep.Hang()));
        using var router = server.Router();

        await foreach (var data in router.SendStreamingAsync(Request))
        {
            Assert.Equal(1, data.Root.GetProperty("n").GetInt32());
            break;
        }

        await server.ClientClosed;
    }

    [Fact]
    public async Task Cancellation_stays_cancellation()
    {
        using var caller = new CancellationTokenSource();
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk("data: {\"n\":1}\n\n"), new ReplyStep.Hang()));
        using var router = server.Router();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var data in router.SendStreamingAsync(Request, caller.Token))
            {
                await caller.CancelAsync();
            }
        });

        Assert.Equal(caller.Token, error.CancellationToken);
        await server.ClientClosed;
    }

    [Fact]
    public async Task A_stream_without_an_end_is_read_to_the_limit()
    {
        await using var server = ScriptedServer.Start(
            Reply.Stream(string.Concat(Enumerable.Repeat("data: {\"n\":1}\n\n", 200))));
        using var router = server.Router(options => options.Limits.ResponseBytes = 1024);

        var error = await Assert.ThrowsAsync<InferenceException>(() => AllAsync(router));

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Equal(InferenceErrorKind.Protocol, Assert.IsType<InferenceException>(error.InnerException).Kind);
    }

    [Fact]
    public async Task An_event_that_is_no_JSON_is_a_protocol_error()
    {
        await using var server = ScriptedServer.Start(Reply.Stream(Wire.Events("hello")));
        using var router = server.Router();

        Assert.Equal(
            InferenceErrorKind.Protocol, (await Assert.ThrowsAsync<InferenceException>(() => AllAsync(router))).Kind);
    }

    [Fact]
    public async Task A_mistake_is_named_when_the_call_is_made()
    {
        await using var server = ScriptedServer.Start(Reply.Json("{}"));
        using var router = server.Router();

        Assert.Equal("request", Assert.Throws<ArgumentNullException>(() => router.SendStreamingAsync(null!)).ParamName);
        Assert.Equal(
            "Path",
            Assert.Throws<ArgumentException>(
                () => router.SendStreamingAsync(new InferenceRequest { Provider = "groq", Path = "v1" })).ParamName);
        Assert.Empty(server.Requests);
    }

    private static async Task<List<string>> AllAsync(InferenceRouter router)
    {
        var all = new List<string>();
        await foreach (var data in router.SendStreamingAsync(Request))
        {
            all.Add(data.ToString());
        }

        return all;
    }
}
