using System.Reflection;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// What a server may ask of this client. Only what has somebody to answer it is announced; a server that asks for more is refused by the protocol.
/// </summary>
internal static class ServerRequests
{
    private static readonly string Version =
        typeof(ServerRequests).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static McpClientOptions ClientOptions(SessionKey key, McpToolsOptions options, StaleFlag stale) => new()
    {
        ClientInfo = new Implementation { Name = "InferenceProviders.Mcp", Version = Version },
        InitializationTimeout = key.Connection.ConnectTimeout,
        Handlers = new McpClientHandlers
        {
            NotificationHandlers = [KeyValuePair.Create(NotificationMethods.ToolListChangedNotification, ListChanged(stale))],
            ElicitationHandler = Elicitation(key.ServerName, options.ElicitationHandler),
#pragma warning disable MCP9005 // Newer revisions of the protocol drop sampling; servers of today use it.
            SamplingHandler = options.SamplingClient?.CreateSamplingHandler(),
#pragma warning restore MCP9005
        },
    };

    private static Func<JsonRpcNotification, CancellationToken, ValueTask> ListChanged(StaleFlag stale) => (_, _) =>
    {
        stale.Set();
        return default;
    };

    private static Func<ElicitRequestParams?, CancellationToken, ValueTask<ElicitResult>>? Elicitation(
        string serverName, Func<McpElicitationRequest, CancellationToken, ValueTask<ElicitResult>>? handler) =>
        handler is null ? null : (parameters, cancellationToken) => handler(new McpElicitationRequest(serverName, parameters ?? new() { Message = "" }), cancellationToken);
}
