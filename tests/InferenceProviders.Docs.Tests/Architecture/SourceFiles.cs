namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>The C# files that people write.</summary>
internal static class SourceFiles
{
    /// <param name="folder">A folder of the repository.</param>
    public static IReadOnlyList<string> In(string folder)
    {
        var root = Path.Combine(Checkout.Root, folder);
        return [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj" or "node_modules"))];
    }

    /// <summary>The file's path in the repository.</summary>
    public static string NameOf(string file) => Path.GetRelativePath(Checkout.Root, file);
}
