namespace InferenceProviders.TestUtilities;

/// <summary>A Markdown page of the repository with C# blocks in it.</summary>
/// <param name="Path">From the root of the checkout, with slashes.</param>
public sealed record DocPage(string Path)
{
    private const string CompiledOnly = "<!-- compiled only:";
    private const string Prints = "<!-- prints:";
    private const string PrintsNothing = "<!-- prints nothing -->";

    /// <summary>Every page that has a C# block.</summary>
    public static IReadOnlyList<DocPage> All { get; } = [.. Find().Select(Read).Where(page => page.Blocks.Count > 0)];

    /// <summary>The C# blocks, in order.</summary>
    public IReadOnlyList<DocBlock> Blocks { get; private init; } = [];

    /// <summary>
    /// The lines that the blocks of the page begin with: those of the first block, up to its first empty line.
    /// </summary>
    public string Preamble => Blocks[0].Code.Split("\n\n")[0];

    public override string ToString() => Path;

    private static IEnumerable<string> Find()
    {
        string[] places = ["docs", "src", "tools"];
        return Directory.EnumerateFiles(Checkout.Root, "*.md")
            .Concat(
                places.SelectMany(
                    place =>
                        Directory.EnumerateFiles(
                            System.IO.Path.Combine(Checkout.Root, place), "*.md", SearchOption.AllDirectories)))
            .Select(path => System.IO.Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/'))
            .Where(
                path =>
                    !path.Contains("/bin/", StringComparison.Ordinal)
                    && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    private static DocPage Read(string path)
    {
        var blocks = new List<DocBlock>();
        var page = new DocPage(path) { Blocks = blocks };
        var lines = File.ReadAllLines(System.IO.Path.Combine(Checkout.Root, path));
        var heading = "";
        string? compiledOnly = null;
        string[]? prints = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#', ' ');
            }
            else if (line.StartsWith(CompiledOnly, StringComparison.Ordinal))
            {
                compiledOnly = Comment(line, CompiledOnly);
            }
            else if (line == PrintsNothing)
            {
                prints = [];
            }
            else if (line.StartsWith(Prints, StringComparison.Ordinal))
            {
                prints = Comment(line, Prints).Split(" | ");
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                var end = Array.FindIndex(lines, i + 1, one => one == "```");
                if (line == "```csharp")
                {
                    blocks.Add(new(page, heading, i + 2, string.Join('\n', lines[(i + 1)..end]), compiledOnly, prints));
                }

                (compiledOnly, prints) = (null, null);
                i = end;
            }
        }

        return page;
    }

    private static string Comment(string line, string mark) =>
        line[mark.Length..].Replace("-->", "", StringComparison.Ordinal).Trim();
}
