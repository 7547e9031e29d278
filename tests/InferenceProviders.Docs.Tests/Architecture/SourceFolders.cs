using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>The source folders of an assembly's types, by the types' tokens, from its portable symbols.</summary>
internal static class SourceFolders
{
    /// <summary>
    /// The documents of types whose methods have no code: interfaces, enumerations, contexts of generators.
    /// </summary>
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    public static Dictionary<int, SortedSet<string>> Read(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        using var symbolFile = MetadataReaderProvider.FromPortablePdbStream(
            File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
        var metadata = file.GetMetadataReader();
        var symbols = symbolFile.GetMetadataReader();
        var project = Path.GetFileNameWithoutExtension(assembly);
        var folders = new Dictionary<int, SortedSet<string>>();

        foreach (var handle in symbols.MethodDebugInformation)
        {
            var debug = symbols.GetMethodDebugInformation(handle);
            var method = metadata.GetMethodDefinition(handle.ToDefinitionHandle());
            foreach (var document in debug.GetSequencePoints().Select(point => point.Document).Append(
                debug.Document).Where(document => !document.IsNil).Distinct())
            {
                Add(method.GetDeclaringType(), document);
            }
        }

        foreach (var handle in symbols.CustomDebugInformation)
        {
            var information = symbols.GetCustomDebugInformation(handle);
            if (symbols.GetGuid(information.Kind) == TypeDocuments)
            {
                var rows = symbols.GetBlobReader(information.Value);
                while (rows.RemainingBytes > 0)
                {
                    Add((TypeDefinitionHandle)information.Parent,
                        MetadataTokens.DocumentHandle(rows.ReadCompressedInteger()));
                }
            }
        }

        return folders;

        void Add(TypeDefinitionHandle type, DocumentHandle document)
        {
            if (FolderOf(symbols.GetString(symbols.GetDocument(document).Name), project) is not { } folder)
            {
                return;
            }

            while (metadata.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer)
            {
                type = outer;
            }

            var token = MetadataTokens.GetToken(type);
            if (!folders.TryGetValue(token, out var known))
            {
                folders[token] = known = new(StringComparer.Ordinal);
            }

            known.Add(folder);
        }
    }

    /// <summary>Null for what generators wrote.</summary>
    private static string? FolderOf(string document, string project)
    {
        var parts = document.Replace('\\', '/').Split('/');
        var start = Array.FindLastIndex(parts, part => part == "src") + 1;
        if (start == 0 || start + 1 >= parts.Length || parts.Contains("obj"))
        {
            return null;
        }

        return parts[start] != project
            ? parts[start]
            : start + 2 == parts.Length ? "."
            : string.Join('/', parts[(start + 1)..^1]);
    }
}
