using System.ComponentModel;
using InferenceProviders.TestUtilities;
using ModelContextProtocol.Server;

namespace InferenceProviders.Benchmarks.Mcp;

/// <summary>MCP servers over streamable HTTP: one with a tool that answers at once, one with five hundred.</summary>
internal static class ToolServers
{
    public const string Tool = "add";
    public const int Many = 500;

    public static Task<LoopbackMcpServer> StartOneAsync() => LoopbackMcpServer.StartAsync([Create(Tool)]);

    public static Task<LoopbackMcpServer> StartManyAsync() =>
        LoopbackMcpServer.StartAsync(Enumerable.Range(0, Many).Select(index => Create($"{Tool}_{index}")));

    private static McpServerTool Create(string name) => McpServerTool.Create(Add, new() { Name = name });

    [Description("The sum of two numbers. It is computed by the server, and is right.")]
    private static int Add([Description("The first number.")] int a, [Description("The second number.")] int b) =>
        a + b;
}
