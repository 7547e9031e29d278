using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace InferenceProviders.TestUtilities.Responses;

/// <summary>An MCP server on loopback that counts what its tools are asked.</summary>
internal sealed class McpLab : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _calls;
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _headers;
    private readonly LoopbackMcpServer _server;

    private McpLab(
        ConcurrentQueue<string> calls, ConcurrentQueue<IReadOnlyDictionary<string, string>> headers,
        LoopbackMcpServer server) =>
        (_calls, _headers, _server) = (calls, headers, server);

    public Uri Address => _server.Address;

    /// <summary>The tools that were run, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Headers => [.. _headers];

    public static async Task<McpLab> StartAsync()
    {
        var calls = new ConcurrentQueue<string>();
        var headers = new ConcurrentQueue<IReadOnlyDictionary<string, string>>();
        McpServerTool[] tools =
        [
            Tool("add", (int a, int b) => $"{a + b}", "Adds two numbers"),
            Tool("counter", () => $"counter={calls.Count(call => call == "counter")}", "Counts its calls"),
            Tool(
                "fail", string () =>
                    throw new McpProtocolException("lab protocol error", McpErrorCode.InvalidParams), "Fails"),
        ];
        return new McpLab(calls, headers, await LoopbackMcpServer.StartAsync(tools, Note));

        void Note(HttpContext context, JsonRpcMessage message)
        {
            headers.Enqueue(
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            if (message is JsonRpcRequest { Method: RequestMethods.ToolsCall } call)
            {
                calls.Enqueue((string)call.Params!["name"]!);
            }
        }
    }

    public HostedMcpServerTool Tool(HostedMcpServerToolApprovalMode? approval, params string[] allowed) =>
        new("lab", Address) { ApprovalMode = approval, AllowedTools = allowed.Length == 0 ? null : allowed };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static McpServerTool Tool(string name, Delegate body, string description) =>
        McpServerTool.Create(body, new McpServerToolCreateOptions
    {
        Name = name,
        Description = description,
    });
}
