using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace InferenceProviders.SemanticKernel.Tests.Support;

/// <summary>A small MCP server over streamable HTTP on loopback, without sessions.</summary>
internal sealed class TravelServer : IAsyncDisposable
{
    private static readonly McpServerPrimitiveCollection<McpServerTool> Tools = [McpServerTool.Create(BookTable, new() { Name = "book_table" })];

    private readonly WebApplication _app;

    private TravelServer(WebApplication app) => _app = app;

    public Uri Address => new($"{_app.Urls.First()}/mcp");

    public static async Task<TravelServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/mcp", AnswerAsync);
        await app.StartAsync();
        return new TravelServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        var message = (JsonRpcMessage)(await context.Request.ReadFromJsonAsync(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)), context.RequestAborted))!;
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, new McpServerOptions { ServerInfo = new() { Name = "travel", Version = "1.0.0" }, ToolCollection = Tools });
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

    [Description("Books a table in a restaurant of a city.")]
    private static string BookTable([Description("The city.")] string city, [Description("How many people.")] int people) =>
        $"Booked a table for {people} in {city}, reference T-{people}{city.Length}0";
}
