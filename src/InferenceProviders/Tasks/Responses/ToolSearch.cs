using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Which functions and MCP servers the model sees only when it searches for them, and in which namespaces they are
/// (https://platform.openai.com/docs/guides/tools-tool-search). A tool belongs to the first search that claims it.
/// </summary>
internal sealed class ToolSearch
{
    private readonly Dictionary<AITool, Namespace?> _deferred = [];
    private readonly List<Namespace> _namespaces = [];

    private ToolSearch()
    {
    }

    /// <summary>The tools of each namespace, in the order of the first.</summary>
    public IReadOnlyList<Namespace> Namespaces => _namespaces;

    /// <summary>The searches among the tools; null when there are none.</summary>
    public static ToolSearch? Of(IList<AITool> tools)
    {
        ToolSearch? search = null;
        foreach (var tool in tools)
        {
            if (tool is HostedToolSearchTool hosted)
            {
                (search ??= new ToolSearch()).Add(hosted, tools);
            }
        }

        return search;
    }

    public bool IsDeferred(AITool tool) => _deferred.ContainsKey(tool);

    public bool IsInNamespace(AITool tool) => _deferred.TryGetValue(tool, out var space) && space is not null;

    private void Add(HostedToolSearchTool search, IList<AITool> tools)
    {
        foreach (var tool in tools)
        {
            var name = tool switch
            {
                AIFunctionDeclaration function => function.Name,
                HostedMcpServerTool server => server.ServerName,
                _ => null,
            };
            if (name is null || (search.DeferredTools is { } deferred && !deferred.Contains(name)))
            {
                continue;
            }

            if (!_deferred.TryGetValue(tool, out var claimed))
            {
                _deferred[tool] = null;
            }

            if (claimed is null && search.Namespace is { } space)
            {
                var found = _namespaces.Find(other => other.Name == space);
                if (found is null)
                {
                    _namespaces.Add(found = new Namespace(space));
                }

                _deferred[tool] = found;
                found.Tools.Add(tool);
            }
        }

        if (_namespaces.Find(other => other.Name == search.Namespace) is { Description: null or "" } described)
        {
            described.Description = search.NamespaceDescription;
        }
    }

    /// <summary>Tools under one name.</summary>
    public sealed class Namespace(string name)
    {
        public string Name { get; } = name;

        public string? Description { get; set; }

        public List<AITool> Tools { get; } = [];
    }
}
