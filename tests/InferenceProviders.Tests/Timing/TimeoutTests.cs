using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Timing;

/// <summary>Each stage's time limit, on a clock that only the test moves.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan FirstToken = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan BetweenTokens = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Call = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task No_answer_at_all_is_a_timeout_of_the_first_token()
    {
        var asked = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(new Reply(new ReplyStep.Gate(asked), new ReplyStep.Hang()));
        using var router = Router(server);

        var reading = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        await asked.Task;
        _time.Advance(FirstToken - Moment);
        Assert.False(reading.IsCompleted);
        _time.Advance(Moment);

        var error = await Assert.ThrowsAsync<InferenceException>(() => reading);
        Assert.Equal(InferenceErrorKind.Timeout, error.Kind);
        Assert.Contains("no first token came within 7 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(("auto", "org/model"), (error.Provider, error.Model));
        Assert.Single(error.Attempts);
        await server.ClientClosed;
    }

    [Fact]
    public async Task Neither_headers_nor_comments_nor_a_role_are_a_first_token()
    {
        var (first, second, open) = (new TaskCompletionSource(), new TaskCompletionSource(),
            new TaskCompletionSource());
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            Reply.Chunk(": PROCESSING\n\n" + Wire.Events(Wire.Chunk("""{"role":"assistant","content":""}"""))),
            new ReplyStep.Drained(),
            new ReplyStep.Gate(first, open.Task),
            Reply.Chunk(": PROCESSING\n\n"),
            new ReplyStep.Drained(),
            new ReplyStep.Gate(second),
            new ReplyStep.Hang()));
        using var router = Router(server);

        var reading = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        await first.Task;
        _time.Advance(FirstToken - Moment);
        open.SetResult();
        await second.Task;
        Assert.False(reading.IsCompleted);
        _time.Advance(Moment);

        Assert.Equal(InferenceErrorKind.Timeout, (await Assert.ThrowsAsync<InferenceException>(() => reading)).Kind);
        await server.ClientClosed;
    }

    [Theory]
    [InlineData("""{"content":"Hi"}""")]
    [InlineData("""{"reasoning":"Hm"}""")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}""")]
    public async Task Any_content_ends_the_wait_for_the_first_token(string delta)
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk(Wire.Events(Wire.Chunk(delta))), new ReplyStep.Hang()));
        using var router = Router(server);

        var reading = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        await _time.AlarmSetAsync(BetweenTokens);
        _time.Advance(BetweenTokens);

        var error = await Assert.ThrowsAsync<InferenceException>(() => reading);
        Assert.Contains("nothing came for 5 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_in_the_middle_interrupts_the_answer()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}"""))), new ReplyStep.Hang()));
        using var router = Router(server);
        await using var updates = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi")
            .GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());

        var next = updates.MoveNextAsync().AsTask();
        await _time.AlarmSetAsync(BetweenTokens);
        _time.Advance(BetweenTokens - Moment);
        Assert.False(next.IsCompleted);
        _time.Advance(Moment);

        var error = await Assert.ThrowsAsync<InferenceException>(() => next);
        Assert.Equal((InferenceErrorKind.Interrupted, "Once"), (error.Kind, error.PartialText));
        Assert.Equal(InferenceErrorKind.Timeout, Assert.IsType<InferenceException>(error.InnerException).Kind);
        await server.ClientClosed;
    }

    [Fact]
    public async Task Comments_in_the_middle_are_silence()
    {
        var (first, open, second) = (new TaskCompletionSource(), new TaskCompletionSource(),
            new TaskCompletionSource());
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}"""))),
            new ReplyStep.Drained(), new ReplyStep.Gate(first, open.Task),
            Reply.Chunk(": still here\n\n"),
            new ReplyStep.Drained(), new ReplyStep.Gate(second),
            new ReplyStep.Hang()));
        using var router = Router(server);

        var reading = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        await first.Task;
        await _time.AlarmSetAsync(BetweenTokens);
        _time.Advance(BetweenTokens - Moment);
        open.SetResult();
        await second.Task;
        Assert.False(reading.IsCompleted);
        _time.Advance(Moment);

        Assert.Equal(
            InferenceErrorKind.Interrupted, (await Assert.ThrowsAsync<InferenceException>(() => reading)).Kind);
    }

    [Fact]
    public async Task Every_event_starts_the_wait_anew()
    {
        var gates = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource()).ToList();
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            [.. gates.SelectMany(
                IEnumerable<ReplyStep> (gate) =>
                    [Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"x"}"""))),
                        new ReplyStep.Gate(new(), gate.Task)]),
            Reply.Chunk(Wire.Events(Wire.Chunk("{}", "\"stop\"")) + Wire.Done), Reply.End]));
        using var router = Router(server);

        var reading = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        foreach (var gate in gates)
        {
            await _time.AlarmSetAsync(BetweenTokens);
            _time.Advance(BetweenTokens - Moment);
            gate.SetResult();
        }

        Assert.Equal("xxxxx", (await reading).Text);
    }

    [Fact]
    public async Task A_slow_consumer_is_not_a_stall()
    {
        await using var server = ScriptedServer.Start(
            Reply.Chunked(
                [.. "abc".Select(letter => Wire.Bytes(Wire.Events(Wire.Chunk($$"""{"content":"{{letter}}"}""")))),
                    Wire.Bytes(Wire.Events(Wire.Chunk("{}", "\"stop\"")) + Wire.Done)]));
        using var router = Router(server, timeouts => timeouts.Call = Timeout.InfiniteTimeSpan);

        var text = "";
        await foreach (var update in router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi"))
        {
            text += update.Text;
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal("abc", text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_ends_with_its_deadline(bool bodyBegan)
    {
        var asked = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(bodyBegan
            ? Reply.Open("application/json")
                .Then(Reply.Chunk("{"), new ReplyStep.Drained(), new ReplyStep.Gate(asked), new ReplyStep.Hang())
            : new Reply(new ReplyStep.Gate(asked), new ReplyStep.Hang()));
        using var router = Router(server);

        var asking = router.AsIChatClient("org/model").GetResponseAsync("Hi");
        await asked.Task;
        _time.Advance(Call - Moment);
        Assert.False(asking.IsCompleted);
        _time.Advance(Moment);

        var error = await Assert.ThrowsAsync<InferenceException>(() => asking);
        Assert.Equal(InferenceErrorKind.Timeout, error.Kind);
        Assert.Contains("the call did not end within 100 s", error.Message, StringComparison.Ordinal);
        await server.ClientClosed;
    }

    [Fact]
    public async Task A_stream_that_goes_on_and_on_ends_with_the_deadline()
    {
        var gate = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"x"}"""))), new ReplyStep.Gate(new(), gate.Task),
            Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"y"}"""))), new ReplyStep.Hang()));
        using var router = Router(server, timeouts => timeouts.BetweenTokens = TimeSpan.FromSeconds(70));

        var reading = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        await _time.AlarmSetAsync(TimeSpan.FromSeconds(70));
        _time.Advance(TimeSpan.FromSeconds(60));
        gate.SetResult();
        await _time.AlarmSetAsync(TimeSpan.FromSeconds(70));
        _time.Advance(TimeSpan.FromSeconds(40));

        var error = await Assert.ThrowsAsync<InferenceException>(() => reading);
        Assert.Equal((InferenceErrorKind.Interrupted, "xy"), (error.Kind, error.PartialText));
        Assert.Contains("the call did not end within 100 s", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lookup_that_hangs_ends_with_the_deadline(bool stream)
    {
        var asked = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(new Reply(new ReplyStep.Gate(asked), new ReplyStep.Hang()));
        using var router = Router(server);
        var chat = router.AsIChatClient("org/model", "groq");

        var asking = stream ? chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : chat.GetResponseAsync("Hi");
        await asked.Task;
        _time.Advance(Call);

        Assert.Equal(InferenceErrorKind.Timeout, (await Assert.ThrowsAsync<InferenceException>(() => asking)).Kind);
    }

    [Fact]
    public async Task Limits_that_are_off_do_not_ring()
    {
        var (asked, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = ScriptedServer.Start(
            Reply.Open()
            .Then(
                new ReplyStep.Drained(), new ReplyStep.Gate(asked, open.Task), Reply.Chunk(Wire.TextStream("Hi")),
                Reply.End));
        using var router = Router(
            server, timeouts =>
                (timeouts.FirstToken, timeouts.BetweenTokens, timeouts.Call) = (Timeout.InfiniteTimeSpan,
                    Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));

        var reading = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        await asked.Task;
        _time.Advance(TimeSpan.FromDays(10));
        open.SetResult();

        Assert.Equal("Hi", (await reading).Text);
    }

    /// <summary>
    /// Connecting is timed by the framework's handler, on the real clock: the limit is short, and nothing asserts how
    /// long it took.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_is_not_made_in_time_is_a_timeout(bool stream)
    {
        using var handler = SecureHandler.Create(TimeSpan.FromMilliseconds(20));
        handler.ConnectCallback = async (_, cancellationToken) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            throw new InvalidOperationException("Not reached.");
        };
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            Token = ScriptedServer.Token,
            HttpMessageHandler = handler,
            TimeProvider = _time,
        });
        var chat = router.AsIChatClient("org/model");

        var error = await Assert.ThrowsAsync<InferenceException>(() => stream
            ? chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : chat.GetResponseAsync("Hi"));

        Assert.Equal(InferenceErrorKind.Timeout, error.Kind);
        Assert.Contains("ConnectTimeout", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_time_limit_of_the_callers_http_client_is_a_timeout(bool stream)
    {
        await using var server = ScriptedServer.Start(Reply.Silence);
        using var client = new HttpClient(server.Handler()) { Timeout = TimeSpan.FromMilliseconds(20) };
        using var router = server.Router(
            options => (options.HttpMessageHandler, options.HttpClient, options.TimeProvider) = (null, client, _time));
        var chat = router.AsIChatClient("org/model");

        var error = await Assert.ThrowsAsync<InferenceException>(() => stream
            ? chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : chat.GetResponseAsync("Hi"));

        Assert.Equal(InferenceErrorKind.Timeout, error.Kind);
        Assert.Contains("HttpClient.Timeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_measures_the_first_token_and_the_whole_call()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (asked, later) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            new ReplyStep.Drained(), new ReplyStep.Gate(asked, first.Task),
            Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"x"}"""))), new ReplyStep.Drained(),
            new ReplyStep.Gate(later, second.Task),
            Reply.Chunk(
                Wire.Events(Wire.Chunk("{}", "\"stop\"", ""","usage":{"prompt_tokens":1,"completion_tokens":9}"""))
                + Wire.Done), Reply.End));
        using var router = Router(server);

        var reading = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(2));
        first.SetResult();
        await later.Task;
        await _time.AlarmSetAsync(BetweenTokens);
        _time.Advance(TimeSpan.FromSeconds(4));
        second.SetResult();

        var report = (await reading).GetRoutingReport()!;
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6)), (report.TimeToFirstToken, report.Duration));
        Assert.Equal(2.0, report.TokensPerSecond);
    }

    private InferenceRouter Router(ScriptedServer server, Action<InferenceTimeouts>? configure = null) =>
        server.Router(options =>
    {
        options.TimeProvider = _time;
        options.Timeouts = new() { FirstToken = FirstToken, BetweenTokens = BetweenTokens, Call = Call };
        configure?.Invoke(options.Timeouts);
    });
}
