using InferenceProviders.Mcp.Sessions;

namespace InferenceProviders.Mcp.Tools;

/// <summary>
/// The tools of all servers of a request under names that are theirs alone. A tool keeps its own name where that is
/// possible; where another server's tool or a function of the caller's has it too, the server's name is put in front.
/// </summary>
internal sealed class ToolCatalog
{
    private readonly IReadOnlyList<(McpServer Server, ToolList List)> _servers;
    private readonly Dictionary<string, BoundTool> _byFunction;
    private readonly HashSet<string> _taken;

    // Few requests need these.
    private Dictionary<(string Server, string Tool), BoundTool>? _byTool;
    private Dictionary<string, BoundTool?>? _byPlainName;

    public ToolCatalog(
        IReadOnlyList<(McpServer Server, ToolList List)> servers, IReadOnlyCollection<string> callersFunctions)
    {
        _servers = servers;
        _taken = new(callersFunctions, StringComparer.Ordinal);
        var count = 0;
        foreach (var (_, list) in servers)
        {
            count += list.Tools.Count;
        }

        _byFunction = new(count, StringComparer.Ordinal);
        var clashes = Clashes(servers);

        // The allowed ones choose first: a hidden tool must not change what the model sees.
        Bind(clashes, allowed: true);
        if (Offered.Count < count)
        {
            Bind(clashes, allowed: false);
        }
    }

    /// <summary>What the model is offered.</summary>
    public List<BoundTool> Offered { get; } = [];

    /// <summary>A name for a function of this library's own: no tool has it, and no function of the caller.</summary>
    public string Reserve(string name)
    {
        var unique = name;
        for (var number = 2; !_taken.Add(unique); number++)
        {
            unique = FunctionName.Numbered(name, number);
        }

        return unique;
    }

    /// <summary>The tool that the model means; also one that it was not offered.</summary>
    public BoundTool? Find(string functionName) => _byFunction.GetValueOrDefault(functionName);

    /// <summary>
    /// Why a tool that a server lists is not offered, in a sentence; null when there is no such tool.
    /// </summary>
    public string? WhyUnusable(string tool)
    {
        foreach (var (server, list) in _servers)
        {
            if (list.Unusable.TryGetValue(tool, out var reason))
            {
                return $"The tool '{tool}' of the MCP server '{server.Name}' cannot be used: {reason}";
            }
        }

        return null;
    }

    /// <summary>The tool that the caller means.</summary>
    public BoundTool? Find(string? server, string tool)
    {
        if (server is null)
        {
            return null;
        }

        _byTool ??= _byFunction.Values.ToDictionary(static bound => (bound.Server.Name, bound.Name));
        return _byTool.GetValueOrDefault((server, tool));
    }

    /// <summary>The only tool of that name on any of the servers; null when there is none, or more than one.</summary>
    public BoundTool? FindByToolName(string tool)
    {
        if (_byPlainName is null)
        {
            _byPlainName = new(StringComparer.Ordinal);
            foreach (var bound in _byFunction.Values)
            {
                _byPlainName[bound.Name] = _byPlainName.ContainsKey(bound.Name) ? null : bound;
            }
        }

        return _byPlainName.GetValueOrDefault(tool);
    }

    /// <summary>The names that several tools would have which the model is offered; null for none.</summary>
    private static HashSet<string>? Clashes(IReadOnlyList<(McpServer Server, ToolList List)> servers)
    {
        HashSet<string>? clashes = null;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var (server, list) in servers)
        {
            foreach (var tool in list.Tools)
            {
                var plain = FunctionName.For(tool.Name);
                if (server.Allows(tool.Name) && !seen.Add(plain))
                {
                    (clashes ??= new(StringComparer.Ordinal)).Add(plain);
                }
            }
        }

        return clashes;
    }

    /// <summary>Names the tools that are allowed, or those that are not.</summary>
    private void Bind(HashSet<string>? clashes, bool allowed)
    {
        foreach (var (server, list) in _servers)
        {
            foreach (var tool in list.Tools)
            {
                if (server.Allows(tool.Name) != allowed)
                {
                    continue;
                }

                var plain = FunctionName.For(tool.Name);
                var isTaken = clashes?.Contains(plain) == true || _taken.Contains(plain);
                var unique = Reserve(isTaken ? FunctionName.For(server.Name, tool.Name) : plain);
                var bound = new BoundTool(server, tool, unique);
                _byFunction.Add(unique, bound);
                if (allowed)
                {
                    Offered.Add(bound);
                }
            }
        }
    }
}
