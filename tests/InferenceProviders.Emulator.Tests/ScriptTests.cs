using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

public class ScriptTests
{
    private const string Groq = "groq/openai/v1/chat/completions";

    [Fact]
    public async Task A_model_can_be_given_its_words_in_each_providers_form()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For(model: "openai/gpt-oss-20b").Answer(new("Four.")
        {
            Reasoning = "Two and two.",
            ToolCalls = [new("add", """{"a":2}""", "my-id"), new("broken", "{\"a\":")],
            FinishReason = "weird_word",
        });

        var choice = (await emulator.PostAsync(Groq, Body()))["choices"]![0]!;
        var streamed = Wire.CollectStream(await emulator.StreamAsync("together/v1/chat/completions", Body()));

        Assert.Equal("Four.", choice["message"]!["content"]!.GetValue<string>());
        Assert.Equal("Two and two.", choice["message"]!["reasoning"]!.GetValue<string>());
        Assert.Equal("my-id", choice["message"]!["tool_calls"]![0]!["id"]!.GetValue<string>());
        Assert.Equal("weird_word", choice["finish_reason"]!.GetValue<string>());
        Assert.Equal(
            ("Four.", "Two and two.", "weird_word"), (streamed.Text, streamed.Reasoning, streamed.FinishReason));
        Assert.Equal(
            [("add", """{"a":2}"""), ("broken", "{\"a\":")],
            streamed.Calls.Select(call => (call.Name, call.Arguments)));
    }

    [Fact]
    public async Task A_model_that_is_not_in_the_catalogue_can_be_scripted()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For(model: "acme/rocket").Text("Whoosh.");

        Assert.Equal("Whoosh.", Wire.Text(await emulator.ChatAsync(EmulatorClient.Body("acme/rocket:fastest", "Hi"))));
        Assert.Equal("Whoosh.", Wire.Text(await emulator.PostAsync(Groq, EmulatorClient.Body("acme/rocket", "Hi"))));
        Assert.Equal(
            "Whoosh.",
            Wire.Text(
                await emulator.PostAsync(
                    "hosts/api.groq.com/openai/v1/chat/completions", EmulatorClient.Body("acme/rocket", "Hi"),
                    authorization: "Bearer key-groq")));
    }

    [Fact]
    public async Task Whole_bodies_and_streams_can_be_scripted_to_the_byte()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For()
            .Respond("""{"odd":1}""", headers: new Dictionary<string, string> { ["x-odd"] = "yes" }).Once();
        emulator.Host.Script.For().RespondWithEvents(": hi\r\n\r\ndata: {}\r\n\r\n").Once();
        emulator.Host.Script.For().Respond(new byte[] { 1, 2, 255 }, "application/octet-stream", 203).Once();

        using var body = await emulator.SendAsync(Groq, Body());
        using var stream = await emulator.SendAsync(Groq, Body());
        using var bytes = await emulator.SendAsync(Groq, Body());

        Assert.Equal("""{"odd":1}""", await body.Content.ReadAsStringAsync());
        Assert.Equal("yes", body.Headers.GetValues("x-odd").Single());
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        Assert.Equal(": hi\r\n\r\ndata: {}\r\n\r\n", await stream.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NonAuthoritativeInformation, bytes.StatusCode);
        Assert.Equal([1, 2, 255], await bytes.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("""{"error":"no"}""", "application/json")]
    [InlineData("<html>no</html>", "text/html")]
    [InlineData("no", "text/plain")]
    public async Task Failures_have_status_body_and_headers(string body, string contentType)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For(
            provider: "groq").Fail(429, body, new Dictionary<string, string> { ["retry-after"] = "7" });

        using var response = await emulator.SendAsync(Groq, Body());

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Rules_match_by_provider_and_model_and_are_used_up_in_order()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var once = emulator.Host.Script.For(provider: "groq").Fail(503).Once();
        var twice = emulator.Host.Script.For(provider: "groq", model: "openai/gpt-oss-20b").Fail(500).Times(2);
        var skipped = emulator.Host.Script.For(model: "openai/gpt-oss-20b").Fail(418).Skip(1);

        Assert.Equal(503, await StatusAsync(Groq, "llama-3.3-70b-versatile"));
        Assert.Equal(200, await StatusAsync(Groq, "llama-3.3-70b-versatile"));
        Assert.Equal(500, await StatusAsync(Groq, "openai/gpt-oss-20b"));
        Assert.Equal(500, await StatusAsync("v1/chat/completions", "openai/gpt-oss-20b:groq"));
        Assert.Equal(200, await StatusAsync(Groq, "openai/gpt-oss-20b"));
        Assert.Equal(418, await StatusAsync("together/v1/chat/completions", "openai/gpt-oss-20b"));
        Assert.Equal((1, 2, 1), (once.Hits, twice.Hits, skipped.Hits));
        emulator.Host.Script.Clear();
        Assert.Equal(200, await StatusAsync(Groq, "openai/gpt-oss-20b"));

        async Task<int> StatusAsync(string path, string model)
        {
            using var response = await emulator.SendAsync(path, EmulatorClient.Body(model, "Hi"));
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task The_hub_has_faults_of_its_own()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Fail(500);
        Assert.NotNull((await emulator.GetAsync("api/models/openai/gpt-oss-20b"))["id"]);
        emulator.Host.Script.ForHub("/api/models/openai/").Fail(502, """{"error":"hub"}""");

        Assert.Equal(
            "hub",
            (await emulator.GetAsync(
                "api/models/openai/gpt-oss-20b", HttpStatusCode.BadGateway))["error"]!.GetValue<string>());
        Assert.NotNull((await emulator.GetAsync("api/models/zai-org/GLM-4.6"))["id"]);
    }

    [Fact]
    public async Task Any_condition_can_pick_requests()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.When(request => request.Headers.ContainsKey("x-hf-bill-to")).Fail(402);
        using var billed = EmulatorClient.Request(Groq, Body());
        billed.Headers.Add("x-hf-bill-to", "emulator-org");

        using var refused = await emulator.Http.SendAsync(billed);

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        await emulator.PostAsync(Groq, Body());
    }

    [Fact]
    public async Task A_rule_without_an_order_does_nothing()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var idle = emulator.Host.Script.For();

        await emulator.PostAsync(Groq, Body());

        Assert.Equal(0, idle.Hits);
    }

    [Fact]
    public async Task Answers_can_be_held_until_a_signal()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var signal = new TaskCompletionSource();
        emulator.Host.Script.For().Hold(signal.Task).Text("Now.");

        var answer = emulator.PostAsync(Groq, Body());
        await emulator.Host.WaitForRequestAsync();
        Assert.False(answer.IsCompleted);
        signal.SetResult();

        Assert.Equal("Now.", Wire.Text(await answer));
    }

    [Fact]
    public async Task Delays_go_by_the_emulators_clock()
    {
        var clock = new ManualTime();
        await using var emulator = await EmulatorClient.StartAsync(new() { TimeProvider = clock });
        emulator.Host.Script.For().Delay(TimeSpan.FromHours(1)).Text("Late.");

        var answer = emulator.PostAsync(Groq, Body());
        await clock.AlarmSetAsync(TimeSpan.FromHours(1));
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("Late.", Wire.Text(await answer));
    }

    [Fact]
    public async Task A_refusal_hangs_up_before_the_headers()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Refuse();

        await Assert.ThrowsAsync<HttpRequestException>(() => emulator.SendAsync(Groq, Body()));

        Assert.Equal(EmulatorOutcome.Broken, await emulator.Host.Requests[0].Completion);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_reset_comes_after_so_many_events(int events)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Reset(afterEvents: events);

        var (text, error) = await ReadAsync(emulator);

        Assert.NotNull(error);
        Assert.Equal(events, Wire.Data(text).Count);
        Assert.Equal(EmulatorOutcome.Broken, await emulator.Host.Requests[0].Completion);
    }

    [Fact]
    public async Task A_cut_ends_a_stream_properly_but_early()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Cut(afterEvents: 3);

        var (text, error) = await ReadAsync(emulator);

        Assert.Null(error);
        Assert.Equal(3, Wire.Data(text).Count);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_follows_after_so_many_events()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Garbage(afterEvents: 2);

        var (text, error) = await ReadAsync(emulator);

        Assert.Null(error);
        var data = Wire.Data(text);
        Assert.Equal(3, data.Count);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(data[2]));
    }

    [Fact]
    public async Task An_error_can_come_as_an_event()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().SendError("""{"error":{"message":"boom"}}""", afterEvents: 2);

        var (text, error) = await ReadAsync(emulator);

        Assert.Null(error);
        Assert.Equal(["""{"error":{"message":"boom"}}""", "[DONE]"], Wire.Data(text)[2..]);
    }

    [Fact]
    public async Task A_stall_sends_no_more_and_keeps_the_connection()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Stall(afterEvents: 2);
        using var response = await emulator.SendAsync(Groq, Body(stream: true));
        var stream = await response.Content.ReadAsStreamAsync();
        var text = "";
        var buffer = new byte[4096];
        while (Wire.Data(text).Count < 2)
        {
            text += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
        }

        using var cancellation = new CancellationTokenSource();
        var next = stream.ReadAsync(buffer, cancellation.Token).AsTask();
        Assert.False(next.IsCompleted);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        response.Dispose();
        Assert.Equal(EmulatorOutcome.Broken, await emulator.Host.Requests[0].Completion);
    }

    [Fact]
    public async Task Bodies_break_after_so_many_bytes()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Cut(afterBytes: 10).Once();
        emulator.Host.Script.For().Reset(afterBytes: 10).Once();
        emulator.Host.Script.For().Respond("0123456789abcdef").Cut(afterBytes: 12).Once();

        using var cut = await emulator.SendAsync(Groq, Body());
        Assert.Equal("""{"id":"cha""", await cut.Content.ReadAsStringAsync());
        using (var reset = await emulator.SendAsync(Groq, Body()))
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => reset.Content.ReadAsStringAsync());
        }

        using var composed = await emulator.SendAsync(Groq, Body());
        Assert.Equal("0123456789ab", await composed.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Faults_beyond_the_end_do_not_happen()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Reset(afterEvents: 10_000);

        var (text, error) = await ReadAsync(emulator);

        Assert.Null(error);
        Assert.Equal("[DONE]", Wire.Data(text)[^1]);
        Assert.Equal(EmulatorOutcome.Answered, await emulator.Host.Requests[0].Completion);
    }

    [Fact]
    public async Task A_stream_in_single_bytes_is_the_same_stream()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().RespondWithEvents("data: {\"a\":\"ä🐈\"}\n\ndata: [DONE]\n\n").Chunked(1);

        var (text, error) = await ReadAsync(emulator);

        Assert.Null(error);
        Assert.Equal("data: {\"a\":\"ä🐈\"}\n\ndata: [DONE]\n\n", text);
    }

    [Fact]
    public async Task Orders_that_make_no_sense_are_refused()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var rule = emulator.Script.For();

        Assert.Throws<ArgumentOutOfRangeException>(() => rule.Times(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rule.Skip(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rule.Delay(TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => rule.Fail(99));
        Assert.Throws<ArgumentOutOfRangeException>(() => rule.Chunked(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rule.Reset(afterEvents: -1));
        Assert.Throws<ArgumentException>(() => rule.Reset(afterEvents: 1, afterBytes: 1));
    }

    private static JsonObject Body(bool stream = false) =>
        EmulatorClient.Body("openai/gpt-oss-20b", "Hi", body => body["stream"] = stream);

    private static async Task<(string Text, Exception? Error)> ReadAsync(EmulatorClient emulator)
    {
        using var response = await emulator.SendAsync(Groq, Body(stream: true));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var bytes = new MemoryStream();
        try
        {
            await (await response.Content.ReadAsStreamAsync()).CopyToAsync(bytes);
            return (Encoding.UTF8.GetString(bytes.ToArray()), null);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return (Encoding.UTF8.GetString(bytes.ToArray()), exception);
        }
    }
}
