using System.Reflection;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// What a server may ask of this client. Only what has somebody to answer it is announced; a server that asks for more
/// is refused by the protocol.
/// </summary>
internal static class ServerRequests
{
    private static readonly string Version =
        typeof(ServerRequests).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static McpClientOptions ClientOptions(SessionKey key, McpToolsOptions options, StaleFlag stale)
    {
        var elicitation = new Elicitation(key.ServerName, options.ElicitationHandler, options.UrlHandler);
        var client = ClientOptions(
            key.Connection.ProtocolVersion, key.Connection.ConnectTimeout, elicitation, options.SamplingClient);
        client.Handlers.NotificationHandlers = [
            KeyValuePair.Create(NotificationMethods.ToolListChangedNotification, ListChanged(stale))];
        return client;
    }

    public static McpClientOptions ClientOptions(
        string? protocolVersion, TimeSpan connectTimeout, Elicitation elicitation, IChatClient? sampling)
    {
        var capability = elicitation.Capability;
        return new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "InferenceProviders.Mcp", Version = Version },
            ProtocolVersion = protocolVersion,
            InitializationTimeout = connectTimeout,
            Capabilities = capability is null ? null : new ClientCapabilities { Elicitation = capability },
            Handlers = new McpClientHandlers
            {
                ElicitationHandler = capability is null ? null : elicitation.AnswerAsync,
#pragma warning disable MCP9005 // Newer revisions of the protocol drop sampling; servers of today use it.
                SamplingHandler = sampling?.CreateSamplingHandler(),
#pragma warning restore MCP9005
            },
        };
    }

    private static Func<JsonRpcNotification, CancellationToken, ValueTask> ListChanged(StaleFlag stale) => (_, _) =>
    {
        stale.Set();
        return default;
    };
}
