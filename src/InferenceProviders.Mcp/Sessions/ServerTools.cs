using Microsoft.Extensions.Logging;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// The tools of a session's server: listed again when the server said that they changed, or when the list is too old.
/// </summary>
internal sealed partial class ServerTools(
    SessionKey key, McpToolsOptions options, ILogger logger, ServerConnection connection) : IDisposable
{
    private readonly SemaphoreSlim _listing = new(1, 1);
    private volatile ToolList _tools = ToolList.Empty;

    public int Count => _tools.Tools.Count;

    private bool IsStale => connection.Stale.IsSet || _tools.Expires <= options.TimeProvider.GetUtcNow();

    /// <summary>Lists them for the first time.</summary>
    public async Task ListFirstAsync(CancellationToken cancellationToken) =>
        _tools = await ListAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The tools of now.</summary>
    /// <exception cref="McpToolsException">They cannot be listed.</exception>
    public async ValueTask<ToolList> GetAsync(CancellationToken cancellationToken)
    {
        if (!IsStale)
        {
            return _tools;
        }

        using var deadline = new Deadline(key.Connection.ConnectTimeout, options.TimeProvider, cancellationToken);
        await _listing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsStale)
            {
                // Cleared first: a change during the listing means to list once more.
                connection.Stale.Clear();
                _tools = await ListAsync(deadline.Token).ConfigureAwait(false);
            }

            return _tools;
        }
        catch (Exception exception)
        {
            connection.Stale.Set();
            cancellationToken.ThrowIfCancellationRequested();
            throw ServerFailure.Describe(key, exception, deadline);
        }
        finally
        {
            _listing.Release();
        }
    }

    public void Dispose() => _listing.Dispose();

    private async Task<ToolList> ListAsync(CancellationToken cancellationToken)
    {
        var list = await ToolList.ReadAsync(
            connection.Client, connection.Transport, options.ToolListLifetime, options.TimeProvider,
            cancellationToken).ConfigureAwait(false);
        foreach (var (name, reason) in list.Unusable)
        {
            Log.ToolLeftOut(logger, name, key.ServerName, reason);
        }

        return list;
    }

    /// <summary>None has what a server says of its tools in it, but their names and why they are left out.</summary>
    private static partial class Log
    {
        [LoggerMessage(7, LogLevel.Warning, "The tool {Tool} of MCP server {Server} is left out: {Reason}")]
        public static partial void ToolLeftOut(ILogger logger, string tool, string server, string reason);
    }
}
