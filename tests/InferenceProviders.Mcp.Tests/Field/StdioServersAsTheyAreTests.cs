using InferenceProviders.Mcp.Tests.Support;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>Servers on standard input and output, as public reports describe them, as processes.</summary>
[Trait("Category", "Field")]
public sealed class StdioServersAsTheyAreTests
{
    [NodeTheory] // modelcontextprotocol/go-sdk#1177
    [InlineData("process.exit(3)")]
    [InlineData("say({ jsonrpc: '2.0', id, result: {} })")]
    [InlineData("say({ jsonrpc: '2.0', id, result: 'ok' })")]
    [InlineData("say({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } })")]
    [InlineData("say({ jsonrpc: '2.0', id, error: { code: -32000, message: 'Not initialized' } })")]
    public async Task A_server_that_does_not_survive_the_question_for_its_version_is_started_again(string onOther)
    {
        using var script = new NodeServer(onOther);

        await using var server = await McpStdioServer.StartAsync(script.CommandLine);

        Assert.Equal("2025-06-18", server.Client.NegotiatedProtocolVersion);
        await CheckAsync(server);
    }

    [NodeTheory]
    [InlineData("2025-06-18")]
    public async Task The_version_of_the_protocol_can_be_set(string version)
    {
        using var script = new NodeServer("process.exit(3)");

        await using var server = await McpStdioServer.StartAsync(
            script.CommandLine, new() { ProtocolVersion = version });

        await CheckAsync(server);
    }

    [NodeTheory] // modelcontextprotocol/typescript-sdk#2790
    [InlineData("", "process.stdout.write('\\uFEFF' + text + '\\n')")]
    [InlineData("process.stdout.write('\\uFEFF')", "process.stdout.write(text + '\\n')")]
    [InlineData("process.stdout.write('Server v1 ready\\n\\n')", "process.stdout.write(text + '\\r\\n')")]
    [InlineData(
        "process.stdout.write('{\"level\":\"info\"}\\n123\\nnull\\n\\u001b[32mready\\u001b[0m\\n')",
        "process.stdout.write(text + '\\n')")]
    [InlineData("", "process.stdout.write(text.replace(/\"id\":(\\d+)/, '\"id\":\"$1\"') + '\\n')")]
    public async Task Dirt_on_standard_output_is_survived(string onStart, string say)
    {
        using var script = new NodeServer(onStart: onStart, say: say);

        await using var server = await McpStdioServer.StartAsync(script.CommandLine);

        await CheckAsync(server);
    }

    [NodeTheory] // modelcontextprotocol/typescript-sdk#2790
    [InlineData("process.stdout.write('[info] ' + text + '\\n')", "[info] {")]
    [InlineData("process.stdout.write(JSON.stringify(message, null, 2) + '\\n')", "}")]
    public async Task What_a_server_writes_instead_of_answers_is_in_the_error(string say, string expected)
    {
        using var script = new NodeServer(say: say);

        var error = await Assert.ThrowsAsync<McpToolsException>(
            () => McpStdioServer.StartAsync(script.CommandLine, new() { StartTimeout = TimeSpan.FromSeconds(3) }));

        Assert.Contains(
            $"On its standard output it wrote what is no message of the protocol: {expected}", error.Message,
            StringComparison.Ordinal);
    }

    private static async Task CheckAsync(McpStdioServer server)
    {
        var good = Assert.Single(server.Tools);
        Assert.Equal("good", good.Name);
        Assert.Equal(["bad"], server.UnusableTools.Keys);
        Assert.Equal("17 degrees", Assert.IsType<TextContent>(await good.InvokeAsync()).Text);
    }
}
