using InferenceProviders.Mcp.Sessions;
using InferenceProviders.Mcp.Tests.Support;

namespace InferenceProviders.Mcp.Tests;

[Collection("Environment")]
public sealed class StdioTests
{
    [EverythingFact]
    public async Task A_command_line_becomes_tools()
    {
        await using var server = await McpStdioServer.StartAsync(
            $"\"{Everything.Node}\" \"{Everything.Script}\" stdio", new() { Name = "everything" });

        var echo = Assert.Single(server.Tools, static tool => tool.Name == "echo");
        var result = await ((AIFunction)echo)
            .InvokeAsync(new(new Dictionary<string, object?> { ["message"] = "hello" }));

        Assert.Equal("Echo: hello", Assert.IsType<TextContent>(result).Text);
    }

    [EverythingFact]
    public async Task The_process_gets_no_tokens_of_this_one()
    {
        Environment.SetEnvironmentVariable("HF_TOKEN", "hf_notForServers");
        try
        {
            await using var server = await McpStdioServer.StartAsync(
                $"'{Everything.Node}' '{Everything.Script}' stdio",
                new() { Environment = new Dictionary<string, string?>
                {
                    ["FOR_THE_SERVER"] = "yes",
                    ["TERM"] = null },
                });
            var variables = (TextContent)(await server.Tools.Single(static tool => tool.Name == "get-env").InvokeAsync(
                new()))!;

            Assert.DoesNotContain("hf_notForServers", variables.Text, StringComparison.Ordinal);
            Assert.Contains("FOR_THE_SERVER", variables.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"TERM\"", variables.Text, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HF_TOKEN", null);
        }
    }

    [EverythingFact]
    public async Task A_process_that_ends_is_an_error_with_its_last_words()
    {
        var error = await Assert.ThrowsAsync<McpToolsException>(
            () =>
                McpStdioServer.StartAsync(
                    $"'{Everything.Node}' '{Everything.Script}' nonsense", new() { Name = "everything" }));

        Assert.Equal((McpErrorKind.ServerUnavailable, "everything"), (error.Kind, error.ServerName));
        Assert.Contains("Unknown transport: nonsense", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_an_error_that_names_it()
    {
        var error = await Assert.ThrowsAsync<McpToolsException>(
            () => McpStdioServer.StartAsync("no-such-program-anywhere --stdio"));

        Assert.Contains("no-such-program-anywhere", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("npx -y server", "npx|-y|server")]
    [InlineData("  a   b\t c ", "a|b|c")]
    [InlineData("run \"/my files/x\" 'it''s' --a=\"b c\"", "run|/my files/x|its|--a=b c")]
    [InlineData("say \"a \\\"quoted\\\" word\" \"\"", "say|a \"quoted\" word|")]
    [InlineData("C:\\tools\\server.exe --dir \"C:\\my files\"", "C:\\tools\\server.exe|--dir|C:\\my files")]
    public void A_command_line_is_split_as_it_is_written(string line, string parts) =>
        Assert.Equal(parts.Split('|'), CommandLine.Split(line, "line"));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"\" x")]
    [InlineData("run \"x")]
    public void A_command_line_that_is_none_is_refused(string line) =>
        Assert.Equal("line", Assert.Throws<ArgumentException>(() => CommandLine.Split(line, "line")).ParamName);
}
