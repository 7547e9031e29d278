using InferenceProviders.Tests.Writing;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Timing;

/// <summary>Cancellation at every place where a call can wait, and streams that their consumer leaves.</summary>
public sealed class CancellationTests
{
    public static TheoryData<string, bool> Places
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var place in new[] { "lookup", "headers", "body", "error body" })
            {
                data.Add(place, false);
                data.Add(place, true);
            }

            data.Add("comments", true);
            data.Add("role", true);
            data.Add("middle", true);
            data.Add("behind the finish reason", true);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Cancellation_is_the_callers_wherever_the_call_waits(string place, bool stream)
    {
        var reached = new TaskCompletionSource();
        ReplyStep[] waiting = [new ReplyStep.Drained(), new ReplyStep.Gate(reached), new ReplyStep.Hang()];
        await using var server = ScriptedServer.Start(request => place switch
        {
            "lookup" or "headers" => new Reply(waiting[1..]),
            "body" => Reply.Open("application/json").Then([Reply.Chunk("{\"id\":"), .. waiting]),
            "error body" => Reply.Open("application/json", 500).Then([Reply.Chunk("{\"error\":"), .. waiting]),
            "comments" => Reply.Open().Then([Reply.Chunk(": wait\n\n"), .. waiting]),
            "role" => Reply.Open().Then([Reply.Chunk(Wire.Events(Wire.Chunk("""{"role":"assistant"}"""))), .. waiting]),
            "middle" => Reply.Open().Then([Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}"""))), .. waiting]),
            _ => Reply.Open()
                .Then([Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}""", "\"stop\""))), .. waiting]),
        });
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model", place == "lookup" ? "groq" : null);

        await AssertCancelledAsync(chat, stream, reached.Task);

        if (place != "lookup")
        {
            // A lookup serves every caller, and goes on.
            await server.ClientClosed;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_that_is_cancelled_already_sends_nothing(bool stream)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router();
        var cancelled = new CancellationToken(canceled: true);

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CallAsync(router.AsIChatClient("org/model"), stream, cancelled));

        Assert.Equal(cancelled, error.CancellationToken);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_provider_is_cancelled_with_the_call(bool stream)
    {
        var reached = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(Reply.Silence);
        using var router = server.Router(options => options.TokenProvider = async cancellationToken =>
        {
            reached.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return null;
        });

        await AssertCancelledAsync(router.AsIChatClient("org/model"), stream, reached.Task);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connecting_is_cancelled_with_the_call(bool stream)
    {
        var reached = new TaskCompletionSource();
        using var handler = SecureHandler.Create(Timeout.InfiniteTimeSpan);
        handler.ConnectCallback = async (_, cancellationToken) =>
        {
            reached.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            throw new InvalidOperationException("Not reached.");
        };
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            Token = ScriptedServer.Token,
            HttpMessageHandler = handler,
        });

        await AssertCancelledAsync(router.AsIChatClient("org/model"), stream, reached.Task);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_handler_that_breaks_the_connection_on_cancellation_is_cancellation_too(bool stream, bool inBody)
    {
        var reached = new TaskCompletionSource();
        using var handler = new BreakingHandler(reached, inBody);
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            Token = ScriptedServer.Token,
            HttpMessageHandler = handler,
        });

        await AssertCancelledAsync(router.AsIChatClient("org/model"), stream, reached.Task);
    }

    [Fact]
    public async Task Cancellation_by_the_enumerator_is_the_enumerators()
    {
        var reached = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(
            Reply.Open()
            .Then(
                Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}"""))), new ReplyStep.Drained(),
                new ReplyStep.Gate(reached), new ReplyStep.Hang()));
        using var router = server.Router();
        using var caller = new CancellationTokenSource();
        await using var updates = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi")
            .GetAsyncEnumerator(caller.Token);
        Assert.True(await updates.MoveNextAsync());

        var next = updates.MoveNextAsync().AsTask();
        await reached.Task;
        await caller.CancelAsync();

        Assert.Equal(
            caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next)).CancellationToken);
        await server.ClientClosed;
    }

    [Fact]
    public async Task A_consumer_that_leaves_closes_the_connection()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}"""))), new ReplyStep.Hang()));
        using var router = server.Router();

        await foreach (var update in router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi"))
        {
            Assert.Equal("Once", update.Text);
            break;
        }

        await server.ClientClosed;
    }

    [Fact]
    public async Task A_consumer_that_leaves_while_events_are_waiting_closes_the_connection()
    {
        var many = string.Concat(Enumerable.Repeat(Wire.Events(Wire.Chunk("""{"content":"word "}""")), 2000));
        await using var server = ScriptedServer.Start(Reply.Open().Then(Reply.Chunk(many), new ReplyStep.Hang()));
        using var router = server.Router();

        await foreach (var _ in router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi"))
        {
            break;
        }

        await server.ClientClosed;
    }

    [Fact]
    public async Task A_consumer_that_throws_closes_the_connection()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}"""))), new ReplyStep.Hang()));
        using var router = server.Router();

        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var _ in router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi"))
            {
                throw new FormatException();
            }
        });

        await server.ClientClosed;
    }

    [Fact]
    public async Task A_stream_that_nobody_reads_sends_nothing()
    {
        await using var server = ScriptedServer.Start(Reply.Silence);
        using var router = server.Router();

        await using (router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").GetAsyncEnumerator())
        {
        }

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_failed_call_leaves_no_connection_open()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk(Wire.Events("""{"error":"Busy"}""")), new ReplyStep.Hang()));
        using var router = server.Router();

        await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync());

        await server.ClientClosed;
    }

    /// <summary>
    /// Calls, cancels when the call has got to where it waits, and expects the caller's cancellation.
    /// </summary>
    private static async Task AssertCancelledAsync(IChatClient chat, bool stream, Task reached)
    {
        using var caller = new CancellationTokenSource();
        var call = CallAsync(chat, stream, caller.Token);
        await reached;
        Assert.False(call.IsCompleted);
        await caller.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(caller.Token, error.CancellationToken);
    }

    private static async Task CallAsync(IChatClient chat, bool stream, CancellationToken cancellationToken)
    {
        if (stream)
        {
            await foreach (var _ in chat.GetStreamingResponseAsync("Hi", cancellationToken: cancellationToken))
            {
            }
        }
        else
        {
            await chat.GetResponseAsync("Hi", cancellationToken: cancellationToken);
        }
    }

    /// <summary>
    /// Answers cancellation as some handlers do: by breaking the connection, not with an
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    private sealed class BreakingHandler(TaskCompletionSource reached, bool inBody) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (inBody)
            {
                return new HttpResponseMessage { Content = new StreamContent(new BreakingStream(reached)) };
            }

            await BreakAsync(reached, cancellationToken);
            return null!;
        }

        private static async Task BreakAsync(TaskCompletionSource reached, CancellationToken cancellationToken)
        {
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            reached.TrySetResult();
            await cancelled.Task;
            throw new IOException("The connection was closed.");
        }

        private sealed class BreakingStream(TaskCompletionSource reached) : MemoryStream
        {
            public override async ValueTask<int> ReadAsync(
                Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                await BreakAsync(reached, cancellationToken);
                return 0;
            }
        }
    }
}
