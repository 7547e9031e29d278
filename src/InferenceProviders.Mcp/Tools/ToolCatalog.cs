using InferenceProviders.Mcp.Sessions;

namespace InferenceProviders.Mcp.Tools;

/// <summary>
/// The tools of all servers of a request under names that are theirs alone. A tool keeps its own name where that is
/// possible; where another server's tool or a function of the caller's has it too, the server's name is put in front.
/// </summary>
internal sealed class ToolCatalog
{
    private readonly Dictionary<string, BoundTool> _byFunction = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Server, string Tool), BoundTool> _byTool = [];
    private readonly Dictionary<string, BoundTool?> _byPlainName = new(StringComparer.Ordinal);

    private readonly HashSet<string> _taken;
    private IReadOnlyList<BoundTool>? _offered;
    private readonly Dictionary<string, string> _unusable = new(StringComparer.Ordinal);

    public ToolCatalog(IReadOnlyList<(McpServer Server, ToolList List)> servers, IEnumerable<string> callersFunctions)
    {
        foreach (var (server, list) in servers)
        {
            foreach (var (name, reason) in list.Unusable)
            {
                _unusable.TryAdd(name, $"The tool '{name}' of the MCP server '{server.Name}' cannot be used: {reason}");
            }
        }

        var all = servers.SelectMany(
            static server =>
            server.List.Tools.Select(tool => (server.Server, Tool: tool, Plain: FunctionName.For(tool.Name)))).ToList();
        _taken = callersFunctions.ToHashSet(StringComparer.Ordinal);
        var clashes = all.Where(static item => item.Server.Allows(item.Tool.Name)).CountBy(static item => item.Plain)
            .Where(static group => group.Value > 1).Select(static group => group.Key).ToHashSet(StringComparer.Ordinal);

        // The allowed ones choose first: a hidden tool must not change what the model sees.
        foreach (var (server, tool, plain) in all.OrderBy(static item => !item.Server.Allows(item.Tool.Name)))
        {
            var name = clashes.Contains(plain) || _taken.Contains(plain) ? FunctionName.For(server.Name, tool.Name)
                : plain;
            var unique = Reserve(name);
            var bound = new BoundTool(server, tool, unique);
            _byFunction.Add(unique, bound);
            _byTool.Add((server.Name, tool.Name), bound);
            _byPlainName[tool.Name] = _byPlainName.ContainsKey(tool.Name) ? null : bound;
        }
    }

    /// <summary>What the model is offered.</summary>
    public IReadOnlyList<BoundTool> Offered =>
        _offered ??= [.. _byFunction.Values.Where(static tool => tool.IsAllowed)];

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
    public string? WhyUnusable(string tool) => _unusable.GetValueOrDefault(tool);

    /// <summary>The tool that the caller means.</summary>
    public BoundTool? Find(string? server, string tool) =>
        server is null ? null : _byTool.GetValueOrDefault((server, tool));

    /// <summary>The only tool of that name on any of the servers; null when there is none, or more than one.</summary>
    public BoundTool? FindByToolName(string tool) => _byPlainName.GetValueOrDefault(tool);
}
