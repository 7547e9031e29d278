using Mono.Cecil;

namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>
/// Which source folders of an assembly use which others, as its compiled code says: base types, attributes, fields,
/// signatures, and every type and member that a method body names. What the compiler folds away (constants,
/// <c>nameof</c>) is not seen.
/// </summary>
internal sealed class FolderGraph
{
    private readonly Dictionary<(string From, string To), SortedSet<string>> _arrows = [];

    /// <summary>The folders, relative to the project; the project's own is <c>.</c></summary>
    public required IReadOnlyCollection<string> Folders { get; init; }

    /// <summary>The types that are spread over several folders, with these.</summary>
    public required IReadOnlyCollection<string> Split { get; init; }

    /// <summary>The uses of one folder by another, each as <c>user → used</c>.</summary>
    public IReadOnlyDictionary<(string From, string To), SortedSet<string>> Arrows => _arrows;

    public static FolderGraph Read(string assembly)
    {
        var folders = SourceFolders.Read(assembly);
        using var resolver = new LoadedAssemblies();
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { AssemblyResolver = resolver });
        var byToken = folders.ToDictionary(pair => pair.Key, pair => pair.Value.Min!);
        var graph = new FolderGraph
        {
            Folders = [.. byToken.Values.Distinct().Order(StringComparer.Ordinal)],
            Split = [.. folders.Where(pair => pair.Value.Count > 1)
                .Select(pair => $"{module.LookupToken(pair.Key)}: {string.Join(", ", pair.Value)}")],
        };
        foreach (var type in module.Types)
        {
            if (byToken.TryGetValue(type.MetadataToken.ToInt32(), out var from))
            {
                foreach (var used in new UsedTypes(module).Of(type))
                {
                    if (byToken.TryGetValue(used.MetadataToken.ToInt32(), out var to) && to != from)
                    {
                        graph.Add((from, to), $"{type.Name} → {used.Name}");
                    }
                }
            }
        }

        return graph;
    }

    /// <summary>The groups of folders that reach each other.</summary>
    public IReadOnlyList<string> Circles()
    {
        var reach = Folders.ToDictionary(folder => folder, Reachable);
        return [.. Folders
            .Where(folder => reach[folder].Contains(folder))
            .Select(
                folder =>
                    string.Join(
                        " ↔ ", reach[folder].Where(other => reach[other].Contains(folder))
                        .Order(StringComparer.Ordinal)))
            .Distinct()];
    }

    private HashSet<string> Reachable(string folder)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var next))
        {
            foreach (var (from, to) in _arrows.Keys)
            {
                if (from == next && found.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return found;
    }

    private void Add((string From, string To) pair, string use)
    {
        if (!_arrows.TryGetValue(pair, out var uses))
        {
            _arrows[pair] = uses = new(StringComparer.Ordinal);
        }

        uses.Add(use);
    }

    /// <summary>The assemblies of this process, shared frameworks included.</summary>
    private sealed class LoadedAssemblies : DefaultAssemblyResolver
    {
        private readonly ILookup<string, string> _paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).ToLookup(path => Path.GetFileNameWithoutExtension(path));

        private readonly Dictionary<string, AssemblyDefinition> _read = [];

        public override AssemblyDefinition Resolve(AssemblyNameReference name)
        {
            if (!_read.TryGetValue(name.Name, out var assembly))
            {
                var path = _paths[name.Name].FirstOrDefault();
                _read[name.Name] = assembly = path is null ? base.Resolve(name) : AssemblyDefinition.ReadAssembly(path);
            }

            return assembly;
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var assembly in _read.Values)
            {
                assembly.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
