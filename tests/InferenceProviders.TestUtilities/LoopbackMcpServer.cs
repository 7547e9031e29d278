using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace InferenceProviders.TestUtilities;

/// <summary>A small MCP server over streamable HTTP on loopback, without sessions.</summary>
internal sealed class LoopbackMcpServer : IAsyncDisposable
{
    private readonly McpServerPrimitiveCollection<McpServerTool> _tools = [];
    private readonly Action<HttpContext, JsonRpcMessage>? _received;
    private readonly WebApplication _app;

    private LoopbackMcpServer(IEnumerable<McpServerTool> tools, Action<HttpContext, JsonRpcMessage>? received)
    {
        foreach (var tool in tools)
        {
            _tools.Add(tool);
        }

        _received = received;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/mcp", AnswerAsync);
    }

    public Uri Address => new($"{_app.Urls.First()}/mcp");

    /// <param name="tools">The tools that it has.</param>
    /// <param name="received">Told of each message before it is answered; several at a time.</param>
    public static async Task<LoopbackMcpServer> StartAsync(
        IEnumerable<McpServerTool> tools, Action<HttpContext, JsonRpcMessage>? received = null)
    {
        var server = new LoopbackMcpServer(tools, received);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var message = (JsonRpcMessage)(await JsonSerializer.DeserializeAsync(
            context.Request.Body, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)),
            context.RequestAborted))!;
        _received?.Invoke(context, message);
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, new McpServerOptions { ToolCollection = _tools });
        var running = server.RunAsync(context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        if (!await transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }

        await transport.DisposeAsync();
        await running;
    }
}
