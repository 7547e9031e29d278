using InferenceProviders.Benchmarks.Subjects;
using InferenceProviders.Mcp;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Benchmarks.Mcp;

/// <summary>One tool call at an MCP server, three ways.</summary>
internal sealed class ToolCalls : IAsyncDisposable
{
    private readonly McpClient _client;
    private readonly McpToolsChatClient _ours = new ScriptedModel().UseMcpServerTools(new McpToolsOptions());
    private readonly IChatClient _peer = new ScriptedModel().AsBuilder().UseFunctionInvocation().Build();

    private ToolCalls(Uri address, McpClient client, IEnumerable<AITool> tools)
    {
        _client = client;
        Ours = Ask(_ours, [Hosted(address)]);
        Floor = async () => Length(await client.CallToolAsync(
            ToolServers.Tool, new Dictionary<string, object?> { ["a"] = 2, ["b"] = 3 }));
        Peer = Ask(_peer, [.. tools]);
    }

    /// <summary>With the two turns of a model around it.</summary>
    public Func<Task<int>> Ours { get; }

    /// <summary>The MCP library's call alone.</summary>
    public Func<Task<int>> Floor { get; }

    /// <summary>The MCP library's tool in the loop of Microsoft.Extensions.AI.</summary>
    public Func<Task<int>> Peer { get; }

    public static async Task<ToolCalls> CreateAsync(Uri address)
    {
        var client = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = address, TransportMode = HttpTransportMode.StreamableHttp }));
        return new ToolCalls(address, client, await client.ListToolsAsync());
    }

    public static HostedMcpServerTool Hosted(Uri address) =>
        new("calculator", address) { ApprovalMode = HostedMcpServerToolApprovalMode.NeverRequire };

    public static Func<Task<int>> Ask(IChatClient chat, IList<AITool> tools)
    {
        var options = new ChatOptions { Tools = tools };
        return async () => (await chat.GetResponseAsync(Conversation.Prompt, options)).Text.Length;
    }

    public async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        _peer.Dispose();
        await _client.DisposeAsync();
    }

    /// <summary>The server's answer is as long as the model's would be.</summary>
    private static int Length(CallToolResult result) =>
        result.Content is [TextContentBlock { Text: "5" }] ? "Five.".Length : throw new InvalidDataException("Not 5.");
}
