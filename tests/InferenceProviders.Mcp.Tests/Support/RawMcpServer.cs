using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>
/// A streamable HTTP server of exact answers: a JSON text for each method, as servers have been seen to give it.
/// </summary>
internal sealed class RawMcpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _methods = new();

    private RawMcpServer(WebApplication app) => _app = app;

    public Uri Address => new(new Uri(_app.Urls.First()), "/mcp");

    /// <summary>What is answered to a method: the JSON of a result. What is not here is an unknown method.</summary>
    public ConcurrentDictionary<string, Func<JsonObject, string>> Answers { get; } = new();

    /// <summary>Looks at a request first; true when it has answered itself.</summary>
    public Func<HttpContext, JsonObject, Task<bool>>? Intercept { get; set; }

    /// <summary>The id of the session that begins next; null for a server without sessions.</summary>
    public Func<string?> NewSession { get; set; } = static () => null;

    public IReadOnlyList<string> Methods => [.. _methods];

    public int Count(string method) => _methods.Count(name => name == method);

    public HostedMcpServerTool Tool(string name = "shop") => new(name, Address)
    {
        ApprovalMode = HostedMcpServerToolApprovalMode.NeverRequire,
    };

    /// <param name="tools">The JSON of the list of tools.</param>
    /// <param name="call">The JSON of the result of every call.</param>
    public static async Task<RawMcpServer> StartAsync(
        string tools = """[{"name":"good","inputSchema":{"type":"object"}}]""",
        string call = """{"content":[{"type":"text","text":"17 degrees"}]}""")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new RawMcpServer(app);
        server.Answers["initialize"] = static request =>
            $$$"""{"protocolVersion":"{{{request["params"]!["protocolVersion"]}}}","capabilities":{"tools":{}},"serverInfo":{"name":"raw","version":"1"}}""";
        server.Answers["tools/list"] = _ => $$"""{"tools":{{tools}}}""";
        server.Answers["tools/call"] = _ => call;
        server.Answers["ping"] = static _ => "{}";
        app.MapPost("/mcp", server.PostAsync);
        app.MapMethods(
            "/mcp", ["GET", "DELETE"], static () => Results.StatusCode(StatusCodes.Status405MethodNotAllowed));
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task PostAsync(HttpContext context)
    {
        var message = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        var method = (string?)message["method"] ?? "response";
        _methods.Enqueue(method);
        if (Intercept is { } intercept && await intercept(context, message))
        {
            return;
        }

        if (message["id"] is not { } id)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        if (method == "initialize" && NewSession() is { } session)
        {
            context.Response.Headers["Mcp-Session-Id"] = session;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Answers.TryGetValue(method, out var answer)
            ? $$"""{"jsonrpc":"2.0","id":{{id.ToJsonString()}},"result":{{answer(message)}}}"""
            : $$$"""{"jsonrpc":"2.0","id":{{{id.ToJsonString()}}},"error":{"code":-32601,"message":"Method not """
                + $$$"""found"}}""");
    }
}
