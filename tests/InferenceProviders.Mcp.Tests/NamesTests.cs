using InferenceProviders.Mcp.Tests.Support;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

public sealed class NamesTests
{
    [Fact]
    public async Task A_name_that_two_servers_have_is_told_apart_by_the_server()
    {
        await using var one = await TestMcpServer.StartAsync(
            TestMcpServer.Define("search", () => "from one"), TestMcpServer.Define("open", () => "opened"));
        await using var two = await TestMcpServer.StartAsync(TestMcpServer.Define("search", () => "from two"));
        var model = new ScriptedModel(Asks(Call("docs_search"), Call("web_search"), Call("open")), Says("Done."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [one.Tool("docs"), two.Tool("web")] });

        Assert.Equal(["open", "docs_search", "web_search"], model.LastRequest.FunctionNames);
        Assert.Equal(
            ["from one", "from two", "opened"], response.All<McpServerToolResultContent>().Select(Contents.TextOf));
        Assert.Equal(
            [("docs", "search"), ("web", "search"), ("docs", "open")], response.All<McpServerToolCallContent>()
            .Select(static call => (call.ServerName!, call.Name)));
    }

    [Fact]
    public async Task A_function_of_the_callers_keeps_its_name()
    {
        await using var server = await TestMcpServer.StartAsync(TestMcpServer.Define("search", () => "found"));
        var model = new ScriptedModel(Asks(Call("docs_search")), Asks(Call("search")));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync(
            "Go.", new() { Tools = [AIFunctionFactory.Create(() => 1, "search"), server.Tool("docs")] });

        Assert.Equal(["search", "docs_search"], model.LastRequest.FunctionNames);
        Assert.Equal("assistant: call docs.search | result found\nassistant: function search", response.Shape());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task Names_are_made_of_what_every_provider_accepts_and_stay_unique()
    {
        var ending = new string('x', 70);
        await using var server = await TestMcpServer.StartAsync(
            TestMcpServer.Define("files.read", () => "read"), TestMcpServer.Define("files_read", () => "read too"),
            TestMcpServer.Define($"{ending}1", () => "1"), TestMcpServer.Define($"{ending}2", () => "2"));
        var model = new ScriptedModel(Says("Done."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool("fs")] });

        Assert.Equal(4, model.LastRequest.FunctionNames.Distinct().Count());
        Assert.All(model.LastRequest.FunctionNames, static name => Assert.Matches("^[A-Za-z0-9_-]{1,64}$", name));
        Assert.Equal(
            ["fs_files_read", "fs_files_read_2"],
            model.LastRequest.FunctionNames.Where(static name => name.Contains("read", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_function_is_the_same_object_as_long_as_the_list_stays_the_same()
    {
        await using var server = await TestMcpServer.StartAsync(TestMcpServer.Define("search", () => "found"));
        var model = new ScriptedModel(Asks(Call("search")), Says("Done."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool("docs")] });

        Assert.Same(model.Requests[0].Functions[0], model.Requests[1].Functions[0]);
    }

    [Fact]
    public async Task A_required_tool_is_named_as_the_server_names_it()
    {
        await using var server = await TestMcpServer.StartAsync(TestMcpServer.Define("files.read", () => "read"));
        var model = new ScriptedModel(Says("Done."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync("Go.", new()
        {
            Tools = [server.Tool("fs")],
            ToolMode = ChatToolMode.RequireSpecific("files.read"),
        });

        Assert.Equal(ChatToolMode.RequireSpecific("files_read"), model.LastRequest.Options!.ToolMode);
    }

    [Fact]
    public async Task Two_servers_of_one_name_are_refused()
    {
        await using var chat = new ScriptedModel().UseMcpServerTools();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => chat.GetResponseAsync(
            "Go.",
            new() { Tools = [
                new HostedMcpServerTool("docs", "http://127.0.0.1:1/a"),
                new HostedMcpServerTool("docs", "http://127.0.0.1:1/b")] }));

        Assert.Contains("'docs'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gmail")]
    [InlineData("ftp://example.com/mcp")]
    [InlineData("https://user:secret-word@example.com/mcp")]
    public async Task An_address_that_cannot_be_called_is_refused(string address)
    {
        await using var chat = new ScriptedModel().UseMcpServerTools();

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => chat.GetResponseAsync("Go.", new() { Tools = [new HostedMcpServerTool("docs", address)] }));

        Assert.Contains("'docs'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", error.Message, StringComparison.Ordinal);
    }
}
