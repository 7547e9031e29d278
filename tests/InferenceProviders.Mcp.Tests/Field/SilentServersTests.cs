using InferenceProviders.Mcp.Tests.Support;
using Microsoft.AspNetCore.Http;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// A connection that is dead at the server's end only says nothing: what is sent on it is lost, call after call, until
/// somebody asks (NorthlandPositronics/Cogtrix#98).
/// </summary>
[Trait("Category", "Field")]
public sealed class SilentServersTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_call_without_an_answer_the_session_is_kept_only_if_the_server_still_hears_it(
        bool answersPing)
    {
        var sessions = 0;
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pinged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await RawMcpServer.StartAsync();
        server.NewSession = () => $"s{++sessions}";
        server.Intercept = async (context, message) =>
        {
            var method = (string?)message["method"];
            if (context.Request.Headers["Mcp-Session-Id"] != "s1"
                || !(method == "tools/call" || (method == "ping" && !answersPing)))
            {
                return false;
            }

            (method == "ping" ? pinged : called).TrySetResult();
            await Task.Delay(
                Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        var time = new ManualTime();
        var model = new ScriptedModel(Asks(Call("good")), Says("It does not answer."), Asks(Call("good")))
        {
            Otherwise = Says("Done."),
        };
        await using var chat = model.UseMcpServerTools(new()
        {
            TimeProvider = time, SessionIdleTimeout = Timeout.InfiniteTimeSpan, Connection = new()
            {
                CallTimeout = TimeSpan.FromSeconds(20),
            },
        });
        ChatOptions options = new() { Tools = [server.Tool()] };

        var first = chat.GetResponseAsync("Go.", options);
        await called.Task;
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(
            McpErrorKind.OutcomeUnknown, Assert.Single((await first).All<McpServerToolResultContent>()).ErrorOf());

        var second = chat.GetResponseAsync("Again.", options);
        if (!answersPing)
        {
            await pinged.Task;
            time.Advance(TimeSpan.FromSeconds(10));
        }
        else
        {
            // It is still silent to calls; only that it is there is known.
            await time.WhenTimerIsSet(TimeSpan.FromSeconds(20));
            server.Intercept = null;
            time.Advance(TimeSpan.FromSeconds(20));
        }

        await second;
        Assert.Equal(answersPing ? 1 : 2, sessions);
        Assert.True(server.Count("ping") >= 1);
        if (!answersPing)
        {
            Assert.Equal("17 degrees", Assert.Single((await second).All<McpServerToolResultContent>()).TextOf());
        }
    }
}
