namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>
/// The floors of an assembly, as <c>docs/architecture.md</c> lists them, the highest first. A folder may use the
/// folders of lower floors, and none of its own floor or above. A line is a floor: its folders with commas between,
/// then two spaces and what it is for. <c>Tasks/*</c> stands for every folder in Tasks.
/// </summary>
internal sealed class Floors
{
    private readonly List<string[]> _floors;

    private Floors(IEnumerable<string[]> floors) => _floors = [.. floors];

    public IEnumerable<string> Names => _floors.SelectMany(floor => floor);

    /// <summary>The same, upside down.</summary>
    public Floors Reversed => new(Enumerable.Reverse(_floors));

    public static Floors Read(string assembly) =>
        Parse(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "architecture.md")), assembly);

    /// <summary>The block of code after the line <c>&lt;!-- floors: assembly --&gt;</c>.</summary>
    public static Floors Parse(string text, string assembly)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n')
            .SkipWhile(line => line != $"<!-- floors: {assembly} -->").Skip(2)
            .TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal));
        return new(
            lines.Select(line => line.Split("  ", 2)[0].Split(',', StringSplitOptions.TrimEntries))
            .Where(floor => floor[0].Length > 0));
    }

    /// <summary>Whether one folder may use another.</summary>
    public bool Allows(string from, string to) =>
        Of(from) is var above && Of(to) is var below && above >= 0 && above < below;

    /// <summary>The number of a folder's floor, from the top; negative when it has none.</summary>
    public int Of(string folder)
    {
        var exact = _floors.FindIndex(floor => floor.Contains(folder));
        return exact >= 0 ? exact : _floors.FindIndex(floor => floor.Any(name => Stands(name, folder)));
    }

    /// <summary>Whether a name of the list stands for a folder.</summary>
    public static bool Stands(string name, string folder) =>
        name == folder
            || (name.EndsWith("/*", StringComparison.Ordinal)
            && folder.StartsWith(name[..^1], StringComparison.Ordinal));
}
