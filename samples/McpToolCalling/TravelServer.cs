using System.ComponentModel;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpToolCalling;

/// <summary>
/// A small MCP server over streamable HTTP on loopback. It keeps no sessions: every request gets a server object of its
/// own, which is all that tools without memory need. Applications with ModelContextProtocol.AspNetCore write
/// <c>app.MapMcp()</c> instead of the endpoint here.
/// </summary>
internal sealed class TravelServer : IAsyncDisposable
{
    private static readonly McpServerPrimitiveCollection<McpServerTool> Tools =
    [
        McpServerTool.Create(GetWeather, new() { Name = "get_weather", ReadOnly = true }),
        McpServerTool.Create(BookTable, new() { Name = "book_table", Destructive = false }),
    ];

    private readonly WebApplication _app;

    private TravelServer(WebApplication app) => _app = app;

    /// <summary>As the model is offered it: the weather may be looked up freely, a booking needs an approval.</summary>
    public HostedMcpServerTool Tool => new("travel", Address)
    {
        ApprovalMode = HostedMcpServerToolApprovalMode.RequireSpecific(["book_table"], ["get_weather"]),
    };

    public Uri Address => new($"{_app.Urls.First()}/mcp");

    public static async Task<TravelServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/mcp", AnswerAsync);
        await app.StartAsync(cancellationToken);
        return new TravelServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        var message = (JsonRpcMessage)(await context.Request.ReadFromJsonAsync(
            McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)), context.RequestAborted))!;
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "travel", Version = "1.0.0" },
            ToolCollection = Tools,
        });
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

    [Description("Tells the weather in a city.")]
    private static string GetWeather([Description("The city.")] string city) => $"17 degrees and light rain in {city}";

    [Description("Books a table in a restaurant of a city.")]
    private static string BookTable(
        [Description("The city.")] string city, [Description("How many people.")] int people) =>
        $"Booked a table for {people} in {city}, reference T-{people}{city.Length}0";
}
