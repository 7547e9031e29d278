using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Responses.Responded;

namespace InferenceProviders.Tests.Responses;

/// <summary>Deadlines and cancellation, with tools at work on the server.</summary>
public sealed class TimeTests
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_server_that_hangs_before_its_first_event_runs_into_the_first_deadline()
    {
        var clock = new ManualTime();
        await using var server = ScriptedServer.Start(
            TestUtilities.Reply.Open()
            .Then(TestUtilities.Reply.Chunk(Wire.Events(Created().ToJsonString())), new ReplyStep.Hang()));
        using var router = server.Router(options =>
        {
            options.TimeProvider = clock;
            options.Timeouts.FirstToken = TimeSpan.FromSeconds(20);
        });

        var reading = router.Responses().StreamAsync(
            ResponsesChat.User(), new ChatOptions { Tools = [ResponsesChat.Server()] });
        await clock.AlarmSetAsync(TimeSpan.FromSeconds(20));
        clock.Advance(TimeSpan.FromSeconds(20));
        var (updates, failure) = await reading;

        Assert.Empty(updates);
        Assert.Equal(InferenceErrorKind.Timeout, Assert.IsType<InferenceException>(failure).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tool_at_work_has_the_servers_own_minute_more(bool works)
    {
        var allowed = works ? Between + TimeSpan.FromSeconds(60) : Between;
        var call = McpCall("mcp_1", "slow", "{}");
        var clock = new ManualTime();
        var first = works
            ? Wire.Events(
                Created().ToJsonString(), Added(Empty(call))
                .ToJsonString(), Event("response.mcp_call_arguments.done", "mcp_1", "{}").ToJsonString())
            : Wire.Events(
                Created().ToJsonString(), Added(Empty(Message(""))).ToJsonString(), Responded.Text("Hm")
                .ToJsonString());
        await using var server = ScriptedServer.Start(
            TestUtilities.Reply.Open().Then(TestUtilities.Reply.Chunk(first), new ReplyStep.Hang()));
        using var router = server.Router(options =>
        {
            options.TimeProvider = clock;
            options.Timeouts.BetweenTokens = Between;
        });

        var reading = router.Responses().StreamAsync(
            ResponsesChat.User(), new ChatOptions { Tools = [ResponsesChat.Server()] });
        await clock.AlarmSetAsync(allowed);
        clock.Advance(allowed);
        var (updates, failure) = await reading;

        var error = Assert.IsType<InferenceException>(failure);
        Assert.Single(updates);
        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Equal(InferenceErrorKind.Timeout, Assert.IsType<InferenceException>(error.InnerException).Kind);
        Assert.Contains($"{allowed.TotalSeconds} s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_closes_the_connection_and_is_cancellation()
    {
        await using var server = ScriptedServer.Start(TestUtilities.Reply.Open().Then(
            TestUtilities.Reply.Chunk(
                Wire.Events(
                    Created().ToJsonString(), Added(Empty(Message(""))).ToJsonString(), Responded.Text("Hm")
                    .ToJsonString())), new ReplyStep.Hang()));
        using var router = server.Router();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in router.Responses().GetStreamingResponseAsync(
                ResponsesChat.User(), cancellationToken: cancellation.Token))
            {
                Assert.Equal("Hm", update.Text);
                await cancellation.CancelAsync();
            }
        });

        await server.ClientClosed;
    }
}
