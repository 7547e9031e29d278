using InferenceProviders.Mcp.Tests.Support;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// microsoft/agent-framework#8575: the request that carried an approval failed behind the tool, and then the user
/// changes their mind, or just talks on. A call that ran is never told as one that was not run.
/// </summary>
[Trait("Category", "Field")]
public sealed class ApprovedCallTests : IAsyncLifetime
{
    private int _runs;
    private TestMcpServer _server = null!;

    public async Task InitializeAsync() =>
        _server = await TestMcpServer.StartAsync(
            TestMcpServer.Define("good", (string q) => $"17 degrees {q} {++_runs}"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public static TheoryData<string, bool, bool> AfterTheFailure => new()
    {
        { "denies", false, false }, { "denies", false, true }, { "denies", true, false }, { "denies", true, true },
        { "talks on", false, false }, { "talks on", false, true }, { "talks on", true, false },
            { "talks on", true, true },
        { "denies both times", false, false }, { "denies both times", true, true },
        { "talks and denies", false, false }, { "talks and denies", true, true },
    };

    [Theory]
    [MemberData(nameof(AfterTheFailure))]
    public async Task A_call_that_ran_is_not_told_as_not_run(string user, bool stream, bool json)
    {
        var model = new ScriptedModel(
            Asks(Call("good", ("q", "a"))), static _ => throw new HttpRequestException("The model is away."))
        {
            Otherwise = Says("So be it."),
        };
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "How warm is it?")];
        await SendAsync();
        var request = history.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>()
            .Single();
        var asked = history.Count;
        history.Add(new(ChatRole.User, [request.CreateResponse(true)]));
        await Assert.ThrowsAsync<HttpRequestException>(SendAsync);
        Assert.Equal(1, _runs);

        if (!user.Contains("both", StringComparison.Ordinal))
        {
            history.RemoveRange(asked, history.Count - asked);
        }

        if (user.Contains("talks", StringComparison.Ordinal))
        {
            history.Add(new(ChatRole.User, "what happened?"));
            await SendAsync();
            Check();
        }

        if (user.Contains("denies", StringComparison.Ordinal))
        {
            history.Add(new(ChatRole.User, [request.CreateResponse(false, "changed my mind")]));
            await SendAsync();
            Check();
        }

        for (var turn = 0; turn < 2; turn++)
        {
            history.Add(new(ChatRole.User, "and now?"));
            await SendAsync();
            Check();
        }

        Assert.Equal(1, _runs);

        void Check()
        {
            Assert.Contains("17 degrees a 1", model.LastRequest.Transcript, StringComparison.Ordinal);
            Assert.DoesNotContain("not been run", model.LastRequest.Transcript, StringComparison.Ordinal);
            Assert.DoesNotContain("was not run", model.LastRequest.Transcript, StringComparison.Ordinal);
        }

        async Task SendAsync()
        {
            var options = new ChatOptions { Tools = [new HostedMcpServerTool("shop", _server.Address)] };
            history = json ? history.ThroughJson() : history;
            var response = stream
                ? await chat.StreamedAsync(history, options)
                : await chat.GetResponseAsync(history, options);
            history.AddRange(response.Messages);
        }
    }

    [Fact]
    public async Task A_denial_of_a_call_that_was_never_run_says_so()
    {
        var model = new ScriptedModel(Asks(Call("good", ("q", "a")))) { Otherwise = Says("So be it.") };
        await using var chat = model.UseMcpServerTools();
        var options = new ChatOptions { Tools = [new HostedMcpServerTool("shop", _server.Address)] };
        List<ChatMessage> history = [new(ChatRole.User, "How warm is it?")];
        history.AddRange((await chat.GetResponseAsync(history, options)).Messages);
        var request = history[^1].Contents.OfType<ToolApprovalRequestContent>().Single();
        history.Add(new(ChatRole.User, [request.CreateResponse(false, "no")]));

        var response = await chat.GetResponseAsync(history, options);

        Assert.Contains(
            "It was not run. The user's reason: no", model.LastRequest.LastResult, StringComparison.Ordinal);
        Assert.Empty(response.All<McpServerToolResultContent>());
        Assert.Equal(0, _runs);
    }
}
