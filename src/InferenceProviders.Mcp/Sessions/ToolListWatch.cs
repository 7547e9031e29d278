using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Hears that a server's tools changed where nothing is announced without being asked for: since 2026-07-28 a client
/// has a request open for that (<c>subscriptions/listen</c>). Where it cannot be retrieved, the list is listed again
/// when it is old.
/// </summary>
internal sealed class ToolListWatch : IAsyncDisposable
{
    private const string FirstVersion = "2026-07-28";
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    private ToolListWatch(McpClient client)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _listening = Task.Run(() => ListenAsync(client));
        }
    }

    /// <summary>
    /// Begins to listen; null for a server that says by itself that its tools changed, or never does.
    /// </summary>
    public static ToolListWatch? For(McpClient client) =>
        string.CompareOrdinal(client.NegotiatedProtocolVersion, FirstVersion) >= 0
            && client.ServerCapabilities.Tools?.ListChanged is true ? new(client) : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ListenAsync(McpClient client)
    {
        try
        {
            // It ends with the connection. The notifications that come meanwhile have their handler.
            await client.SendRequestAsync(
                new JsonRpcRequest
                {
                    Method = "subscriptions/listen",
                    Params = new JsonObject { ["notifications"] = new JsonObject { ["toolsListChanged"] = true } },
                },
                _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is McpException or HttpRequestException or IOException or OperationCanceledException
            or InvalidOperationException)
        {
            // Not to be had from this server, or over.
        }
    }
}
