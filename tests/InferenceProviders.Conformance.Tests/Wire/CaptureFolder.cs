using System.Text.Json;

namespace InferenceProviders.Conformance.Wire;

/// <summary>
/// Finds the captures: those beside the tests, and those in the folders that the environment variable
/// <c>WIRE_CAPTURES</c> lists (separated as in <c>PATH</c>). A folder holds <c>*.jsonl</c> files at any depth, and may
/// hold <c>fixtures/</c> and a <c>deviations.json</c>.
/// </summary>
internal sealed record CaptureFolder(string Path, string Prefix)
{
    public const string Variable = "WIRE_CAPTURES";

    public static CaptureFolder BuiltIn { get; } = new(
        System.IO.Path.Combine(AppContext.BaseDirectory, "captures"), "");

    public static IReadOnlyList<CaptureFolder> All { get; } = [
        BuiltIn, .. Extra(Environment.GetEnvironmentVariable(Variable))];

    public IEnumerable<WireCase> Cases()
    {
        if (!Directory.Exists(Path))
        {
            throw new DirectoryNotFoundException($"{Variable} names '{Path}', which is not a folder.");
        }

        foreach (var file in Directory.EnumerateFiles(Path, "*.jsonl", SearchOption.AllDirectories).Order(
            StringComparer.Ordinal))
        {
            var set = System.IO.Path.GetRelativePath(Path, System.IO.Path.GetDirectoryName(file)!).Replace('\\', '/');
            foreach (var line in File.ReadLines(file).Where(line => !string.IsNullOrWhiteSpace(line)))
            {
                // Kept for the whole run: the elements of a disposed document could not be read.
                var root = JsonDocument.Parse(line).RootElement;
                yield return new WireCase(
                    $"{Prefix}{(set == "." ? "" : set + "/")}{root.GetProperty("case").GetString()}", root,
                    Fixtures(file), Path);
            }
        }
    }

    /// <summary>
    /// The folder of the files that calls pass: the nearest <c>fixtures/</c> above the captures, or our own.
    /// </summary>
    private string Fixtures(string file)
    {
        for (var folder = System.IO.Path.GetDirectoryName(
            file); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            var fixtures = System.IO.Path.Combine(folder, "fixtures");
            if (Directory.Exists(fixtures))
            {
                return fixtures;
            }

            if (folder == Path)
            {
                break;
            }
        }

        return System.IO.Path.Combine(BuiltIn.Path, "fixtures");
    }

    private static IEnumerable<CaptureFolder> Extra(string? variable) =>
        (variable ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select((path, index) => new CaptureFolder(System.IO.Path.GetFullPath(path), $"extra{index + 1}/"));
}
