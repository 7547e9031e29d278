using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace AspNetCoreChat.Endpoints;

/// <summary><c>POST /api/mcp/tools</c>: what an MCP server offers, before it is used.</summary>
internal static class McpEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void MapMcp(this IEndpointRouteBuilder api) => api.MapPost("/mcp/tools", ListToolsAsync);

    private static async Task<Results<Ok<IReadOnlyList<McpToolInfo>>, ProblemHttpResult>> ListToolsAsync(
        McpServerBody server, CancellationToken aborted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        deadline.CancelAfter(Patience);
        try
        {
            await using var client = await McpClient.CreateAsync(
                new HttpClientTransport(
                    new() { Endpoint = server.CheckedAddress(), AdditionalHeaders = server.Headers() }),
                    cancellationToken: deadline.Token);
            var tools = await client.ListToolsAsync(cancellationToken: deadline.Token);
            return TypedResults.Ok<IReadOnlyList<McpToolInfo>>(
                [.. tools.Select(static tool => new McpToolInfo(tool.Name, tool.Description))]);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or McpException or IOException or InvalidOperationException)
        {
            return TypedResults.Problem(
                $"The server did not tell its tools: {exception.Message}", statusCode: StatusCodes.Status502BadGateway);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return TypedResults.Problem(
                $"The server did not answer within {Patience.TotalSeconds:0} seconds.",
                statusCode: StatusCodes.Status504GatewayTimeout);
        }
    }
}

/// <summary>An MCP server as the page names it.</summary>
/// <param name="Name">What it is called in the conversation.</param>
/// <param name="Url">https, or http on this machine.</param>
/// <param name="Token">Sent there as a bearer token, and nowhere else.</param>
/// <param name="AskAlways">Whether every call needs an approval.</param>
/// <param name="Trusted">The tools that need none, when <paramref name="AskAlways"/> is set.</param>
internal sealed record McpServerBody(
    string Name, string Url, string? Token = null, bool AskAlways = true, IReadOnlyList<string>? Trusted = null)
{
    public HostedMcpServerTool ToTool() => new(Name, CheckedAddress())
    {
        ApprovalMode = !AskAlways ? HostedMcpServerToolApprovalMode.NeverRequire
            : Trusted is { Count: > 0 } ? HostedMcpServerToolApprovalMode.RequireSpecific(null, [.. Trusted])
            : HostedMcpServerToolApprovalMode.AlwaysRequire,
        Headers = Headers(),
    };

    public Dictionary<string, string>? Headers() => string.IsNullOrWhiteSpace(Token) ? null : new()
    {
        ["Authorization"] = $"Bearer {Token}",
    };

    /// <exception cref="BadHttpRequestException">It is not an address that a token could safely be sent to.</exception>
    public Uri CheckedAddress() =>
        Uri.TryCreate(Url, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new BadHttpRequestException(
                "The address of an MCP server is 'https://host/path', or http on this machine.");
}

/// <summary>A tool of an MCP server.</summary>
internal sealed record McpToolInfo(string Name, string? Description);
