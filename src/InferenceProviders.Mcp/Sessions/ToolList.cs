using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>A server's tools, and until when the list may be used.</summary>
/// <param name="Tools">Those that can be used.</param>
/// <param name="Unusable">The names of those that cannot, with the reason.</param>
/// <param name="Instructions">How the server wants them to be used, if it says so.</param>
/// <param name="Expires">When it has to be listed anew.</param>
internal sealed record ToolList(
    IReadOnlyList<ListedTool> Tools, IReadOnlyDictionary<string, string> Unusable, string? Instructions,
        DateTimeOffset Expires)
{
    // A server that never ends its list would otherwise fill the memory.
    private const int MaxTools = 10_000;

    /// <summary>
    /// A time to live is a hint, and the servers of the protocol's own SDKs say zero where nobody chose one
    /// (https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching: "If ttlMs is 0 … the client
    /// MAY re-fetch every time the result is needed"). Listing before each turn of a model costs more than its calls.
    /// </summary>
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(5);

    public static readonly ToolList Empty = new([], new Dictionary<string, string>(), null, DateTimeOffset.MinValue);

    public static async Task<ToolList> ReadAsync(
        McpClient client, TolerantTransport transport, TimeSpan lifetime, TimeProvider clock,
            CancellationToken cancellationToken)
    {
        var start = clock.GetUtcNow();
        List<ListedTool> tools = [];
        HashSet<string> names = [];
        HashSet<string> cursors = [];
        var page = new ListToolsRequestParams();
        do
        {
            var result = await client.ListToolsAsync(page, cancellationToken).ConfigureAwait(false);
            foreach (var tool in result.Tools)
            {
                // Calls go by name: the first of a name is the one that the server will run.
                if (names.Add(tool.Name) && IsKnown(client, tool, transport))
                {
                    tools.Add(new ListedTool(tool));
                }
            }

            if (tools.Count > MaxTools)
            {
                throw new InvalidDataException($"The server lists more than {MaxTools} tools.");
            }

            if (result.TimeToLive is { } said)
            {
                var ttl = said < ShortestLifetime ? ShortestLifetime : said;
                lifetime = lifetime == Timeout.InfiniteTimeSpan || ttl < lifetime ? ttl : lifetime;
            }

            page = new ListToolsRequestParams { Cursor = result.NextCursor };
        }
        while (page.Cursor is { } cursor
            && (cursors.Add(cursor)
            ? true
            : throw new InvalidDataException("The server returned the same page of its list of tools twice.")));

        return new ToolList(
            tools,
            transport.UnusableTools.ToDictionary(StringComparer.Ordinal),
            client.ServerInstructions,
            lifetime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : start + lifetime);
    }

    /// <summary>
    /// Tells the library about the tool, which sends arguments in headers where a tool of a newer server wants that
    /// (x-mcp-header).
    /// </summary>
    private static bool IsKnown(McpClient client, Tool tool, TolerantTransport transport)
    {
        try
        {
            client.AddKnownTools([tool]);
            return true;
        }
        catch (ArgumentException refusal)
        {
            transport.UnusableTools[tool.Name] = refusal.Message.Split(" (Parameter")[0];
            return false;
        }
    }
}
