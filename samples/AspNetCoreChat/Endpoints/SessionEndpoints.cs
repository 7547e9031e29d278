using System.Text.Json;
using AspNetCoreChat.Backends;
using AspNetCoreChat.Security;
using AspNetCoreChat.Tools;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace AspNetCoreChat.Endpoints;

/// <summary>What the page needs to begin with. The Hugging Face token is not among it.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder api, Backend backend) =>
        api.MapGet("/session", (HttpContext context, IAntiforgery antiforgery, IOptions<PlaygroundOptions> options) =>
        {
            return TypedResults.Ok(new SessionInfo
            {
                AntiforgeryHeader = AntiforgeryFilter.Header,
                AntiforgeryToken = antiforgery.GetAndStoreTokens(context).RequestToken!,
                IsEmulated = backend.Emulator is not null,
                Account = backend.Account?.Name,
                KeepsWire = backend.KeepsWire,
                Model = options.Value.Model,
                DemoMcpServer = DemoMcpServer.AddressOn(context.Request),
                Tools = [.. LocalTools.All.Select(static tool => new ToolInfo(
                    tool.Name, tool.Description, tool.JsonSchema))],
            });
        });
}

/// <summary>The answer of <c>GET /api/session</c>.</summary>
internal sealed record SessionInfo
{
    public required string AntiforgeryHeader { get; init; }

    public required string AntiforgeryToken { get; init; }

    /// <summary>Whether the emulator answers; its providers can be broken.</summary>
    public bool IsEmulated { get; init; }

    public string? Account { get; init; }

    /// <summary>Whether what was sent to providers can be asked for.</summary>
    public bool KeepsWire { get; init; }

    public required string Model { get; init; }

    public required Uri DemoMcpServer { get; init; }

    /// <summary>The functions of this program that a model can be offered.</summary>
    public IReadOnlyList<ToolInfo> Tools { get; init; } = [];
}

/// <summary>A tool by name; its parameters as a JSON schema.</summary>
internal sealed record ToolInfo(string Name, string Description, JsonElement Parameters);
