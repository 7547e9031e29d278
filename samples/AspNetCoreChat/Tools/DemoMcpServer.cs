using System.ComponentModel;
using Microsoft.AspNetCore.Http.Extensions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AspNetCoreChat.Tools;

/// <summary>
/// A small MCP server to try approvals with, on this program's own address. It keeps no sessions: every request gets a
/// server object of its own. Applications with ModelContextProtocol.AspNetCore write <c>app.MapMcp()</c> instead.
/// </summary>
internal static class DemoMcpServer
{
    private const string Path = "/demo/mcp";

    private static readonly McpServerPrimitiveCollection<McpServerTool> Tools =
    [
        McpServerTool.Create(FindTrains, new() { Name = "find_trains", ReadOnly = true }),
        McpServerTool.Create(BookTable, new() { Name = "book_table", Destructive = false }),
    ];

    public static Uri AddressOn(HttpRequest request) =>
        new(UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, Path));

    public static void MapDemoMcpServer(this IEndpointRouteBuilder app) => app.MapPost(Path, AnswerAsync);

    private static async Task AnswerAsync(HttpContext context)
    {
        if (await context.Request.ReadFromJsonAsync(
            McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)),
            context.RequestAborted) is not JsonRpcMessage message)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

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

    [Description("Finds trains between two cities.")]
    private static string FindTrains([Description("Where from.")] string from, [Description("Where to.")] string to) =>
        $"Trains from {from} to {to}: 08:12, 10:40, 15:05. The ride takes 2 h 20 min.";

    [Description("Books a table in a restaurant of a city.")]
    private static string BookTable(
        [Description("The city.")] string city, [Description("How many people.")] int people) =>
        $"Booked a table for {people} in {city}, reference T-{people}{city.Length}0";
}
