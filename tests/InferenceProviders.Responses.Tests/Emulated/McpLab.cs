using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace InferenceProviders.Responses.Emulated;

/// <summary>A small MCP server over streamable HTTP on loopback, which counts what its tools are asked.</summary>
internal sealed class McpLab : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _headers = new();
    private readonly McpServerPrimitiveCollection<McpServerTool> _tools = [];
    private readonly WebApplication _app;

    private McpLab()
    {
        Add("add", (int a, int b) => $"{a + b}", "Adds two numbers");
        Add("counter", () => $"counter={_calls.Count(call => call == "counter")}", "Counts its calls");
        Add("fail", string () => throw new McpProtocolException("lab protocol error", McpErrorCode.InvalidParams), "Fails");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/mcp", PostAsync);
    }

    public Uri Address => new($"{_app.Urls.First()}/mcp");

    /// <summary>The tools that were run, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Headers => [.. _headers];

    public static async Task<McpLab> StartAsync()
    {
        var lab = new McpLab();
        await lab._app.StartAsync();
        return lab;
    }

    public HostedMcpServerTool Tool(HostedMcpServerToolApprovalMode? approval, params string[] allowed) =>
        new("lab", Address) { ApprovalMode = approval, AllowedTools = allowed.Length == 0 ? null : allowed };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Add(string name, Delegate body, string description) => _tools.Add(McpServerTool.Create(body, new McpServerToolCreateOptions { Name = name, Description = description }));

    private async Task PostAsync(HttpContext context)
    {
        var message = (JsonRpcMessage)(await JsonSerializer.DeserializeAsync(context.Request.Body, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)), context.RequestAborted))!;
        _headers.Enqueue(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        if (message is JsonRpcRequest { Method: RequestMethods.ToolsCall } call)
        {
            _calls.Enqueue((string)call.Params!["name"]!);
        }

        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, new McpServerOptions { ServerInfo = new Implementation { Name = "lab", Version = "1" }, ToolCollection = _tools });
        _ = server.RunAsync();
        context.Response.ContentType = "text/event-stream";
        if (!await transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }
}
