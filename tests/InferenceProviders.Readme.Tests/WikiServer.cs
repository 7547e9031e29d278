using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace InferenceProviders.Readme.Tests;

/// <summary>Stands for the MCP server that the README names: one tool of the same name, on loopback.</summary>
internal sealed class WikiServer : IAsyncDisposable
{
    private static readonly McpServerPrimitiveCollection<McpServerTool> Tools =
    [
        McpServerTool.Create((string question) => $"dotnet/yarp is a reverse proxy ({question.Length} characters asked)", new() { Name = "ask_question", Description = "Answers a question about a repository." }),
    ];

    private readonly WebApplication _app;

    private WikiServer(WebApplication app) => _app = app;

    /// <summary>The address that the README gives.</summary>
    public static Uri Published { get; } = new("https://mcp.deepwiki.com/mcp");

    public Uri Address => new($"{_app.Urls.First()}/mcp");

    public static async Task<WikiServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/mcp", AnswerAsync);
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        var message = (JsonRpcMessage)(await context.Request.ReadFromJsonAsync(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)), context.RequestAborted))!;
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, new McpServerOptions { ToolCollection = Tools });
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
