using InferenceProviders.Mcp.Sessions;
using InferenceProviders.Mcp.Tools;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// The tools of a request's servers, looked up anew before every turn of the model: a call can change what a server
/// offers.
/// </summary>
internal sealed class ServerTools(
    List<McpServer> servers, HashSet<string> callersFunctions, SessionPool pool, McpToolsOptions options)
{
    private readonly List<McpServer> _usable = servers.FindAll(static server => !server.AllowsNothing);
    private readonly Dictionary<McpServer, ToolList> _lists = [];
    private readonly Dictionary<McpServer, McpToolsException> _failures = [];

    public ToolCatalog Catalog { get; private set; } = new([], []);

    /// <summary>What the model is told about servers: what they say of themselves, and which cannot be used.</summary>
    public IEnumerable<string> Instructions =>
        servers.Where(_lists.ContainsKey).Select(InstructionsOf).OfType<string>()
        .Concat(Notice is { } notice ? [notice] : []);

    private string? Notice => _failures.Count == 0
        ? null
        : string.Join(
            '\n',
            _failures.Keys.Select(
                static server =>
                $"The tools of the MCP server '{server.Name}' are not available now, because the server cannot be "
                + $"used. Say so if they are needed."));

    /// <returns>Whether anything changed.</returns>
    /// <exception cref="McpToolsException">A server cannot be used, and the user chose to be told.</exception>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var results = _usable is [var only]
            ? [await ListAsync(only, cancellationToken).ConfigureAwait(false)]
            : await Task.WhenAll(_usable.Select(server => ListAsync(server, cancellationToken).AsTask()))
                .ConfigureAwait(false);
        var changed = _lists.Count + _failures.Count == 0;
        for (var index = 0; index < _usable.Count; index++)
        {
            var server = _usable[index];
            var (list, failure) = results[index];
            if (list is not null)
            {
                changed |= _lists.GetValueOrDefault(server) != list;
                _lists[server] = list;
            }
            else if (!_lists.ContainsKey(server))
            {
                // Within a request a list that was good once stays, and nobody waits for a server that is gone: its
                // calls say so themselves.
                changed |= _failures.TryAdd(server, failure!);
            }
        }

        if (_failures.Count > 0 && options.OnServerFailure == McpFailureBehavior.Throw)
        {
            throw _failures.Values.First();
        }

        if (changed)
        {
            Catalog = new ToolCatalog(
                [.. _usable.Where(_lists.ContainsKey).Select(server => (server, _lists[server]))], callersFunctions);
        }

        return changed;
    }

    /// <summary>A server whose tools are not offered has nothing to say about them.</summary>
    private string? InstructionsOf(McpServer server)
    {
        if (_lists[server].Instructions is not { } words || string.IsNullOrWhiteSpace(words)
            || options.MaxInstructionCharacters == 0 || !_lists[server].Tools.Any(tool => server.Allows(tool.Name)))
        {
            return null;
        }

        var text = words.Trim();
        var shown = text.Length > options.MaxInstructionCharacters
            ? $"{text.AsSpan(0, options.MaxInstructionCharacters)}…"
            : text;
        return $"Instructions of the MCP server '{server.Name}':\n{shown}";
    }

    private async ValueTask<(ToolList? List, McpToolsException? Failure)> ListAsync(
        McpServer server, CancellationToken cancellationToken)
    {
        if (_failures.TryGetValue(server, out var known))
        {
            // Once a request is enough: the next request tries again.
            return (null, known);
        }

        for (var attempt = 1; ; attempt++)
        {
            ServerSession? session = null;
            try
            {
                session = _lists.ContainsKey(server)
                    ? pool.TryAcquire(server.Key)
                    : await pool.AcquireAsync(server.Key, cancellationToken).ConfigureAwait(false);
                return (session is null
                    ? null
                    : await session.ToolsAsync(cancellationToken).ConfigureAwait(false), null);
            }
            catch (McpToolsException failure)
            {
                if (session is null || attempt == 2)
                {
                    return (null, failure);
                }

                // The session was an old one: a new one may still be had.
                pool.Retire(session, "its tools cannot be listed");
            }
            finally
            {
                session?.Release();
            }
        }
    }
}
