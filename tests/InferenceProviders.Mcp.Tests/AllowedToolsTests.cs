using InferenceProviders.Mcp.Tests.Support;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

public sealed class AllowedToolsTests : IAsyncLifetime
{
    private TestMcpServer _server = null!;
    private int _deleted;

    public async Task InitializeAsync() => _server = await TestMcpServer.StartAsync(
        TestMcpServer.Define("read", () => "text"),
        TestMcpServer.Define("delete", () => $"{Interlocked.Increment(ref _deleted)} deleted"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Only_allowed_tools_are_offered_and_a_call_of_another_is_refused()
    {
        var model = new ScriptedModel(Asks(Call("delete"), Call("read")), Says("Done."));
        await using var chat = model.UseMcpServerTools();
        var tool = _server.Tool();
        tool.AllowedTools = ["read"];

        var response = await chat.GetResponseAsync("Delete it.", new() { Tools = [tool] });

        Assert.Equal(["read"], model.LastRequest.FunctionNames);
        Assert.Equal(McpErrorKind.NotAllowed, response.All<McpServerToolResultContent>()[0].ErrorOf());
        Assert.Equal("text", response.All<McpServerToolResultContent>()[1].TextOf());
        Assert.Equal(0, _deleted);
    }

    [Fact]
    public async Task A_call_of_a_hidden_tool_is_refused_without_asking_the_user()
    {
        var model = new ScriptedModel(Asks(Call("delete")), Says("I may not."));
        await using var chat = model.UseMcpServerTools();
        var tool = new HostedMcpServerTool("test", _server.Address) { AllowedTools = ["read"] };

        var response = await chat.GetResponseAsync("Delete it.", new() { Tools = [tool] });

        Assert.Empty(response.All<ToolApprovalRequestContent>());
        Assert.Equal("I may not.", response.Text);
    }

    [Fact]
    public async Task An_approval_does_not_allow_what_is_not_allowed()
    {
        var model = new ScriptedModel(Says("I may not."));
        await using var chat = model.UseMcpServerTools();
        var tool = new HostedMcpServerTool("test", _server.Address) { AllowedTools = ["read"] };
        var request = new ToolApprovalRequestContent("mcp_1", new McpServerToolCallContent("mcp_1", "delete", "test"));

        var response = await chat.GetResponseAsync(
            [new(ChatRole.User, "Delete it."), new(ChatRole.Assistant, [request]),
                new(ChatRole.User, [request.CreateResponse(true)])], new()
        {
            Tools = [tool],
        });

        Assert.Equal(McpErrorKind.NotAllowed, Assert.Single(response.All<McpServerToolResultContent>()).ErrorOf());
        Assert.Equal(0, _deleted);
    }

    [Fact]
    public async Task An_empty_list_allows_none_and_the_server_is_not_even_called()
    {
        var model = new ScriptedModel(Asks(Call("delete")), Says("I have no tools."));
        await using var chat = model.UseMcpServerTools();
        var tool = _server.Tool();
        tool.AllowedTools = [];

        var response = await chat.GetResponseAsync("Delete it.", new()
        {
            Tools = [tool],
            ToolMode = ChatToolMode.RequireAny,
        });

        Assert.Null(model.LastRequest.Options!.Tools);
        Assert.Null(model.LastRequest.Options!.ToolMode);
        Assert.Empty(_server.Received);
        Assert.Equal(McpErrorKind.UnknownTool, Assert.Single(response.All<McpServerToolResultContent>()).ErrorOf());
    }

    [Fact]
    public async Task What_the_caller_changes_during_a_request_does_not_reach_it()
    {
        var tool = _server.Tool();
        tool.AllowedTools = ["read"];
        var model = new ScriptedModel(
            request =>
            {
                tool.AllowedTools!.Add("delete");
                return Asks(Call("delete"))(request);
            },
            Says("I may not."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync("Delete it.", new() { Tools = [tool] });

        Assert.Equal(0, _deleted);
    }
}
