namespace InferenceProviders.TestUtilities;

/// <summary>A C# block of the README.</summary>
/// <param name="Heading">The heading that it is under.</param>
/// <param name="Line">The line of its first line of code, from 1.</param>
/// <param name="Code">The code.</param>
/// <param name="CompiledOnly">Why it is not run, when a comment before it says <c>compiled only: …</c>.</param>
public sealed record ReadmeBlock(string Heading, int Line, string Code, string? CompiledOnly)
{
    private const string Mark = "<!-- compiled only:";

    /// <summary>All blocks, in order.</summary>
    public static IReadOnlyList<ReadmeBlock> All { get; } = Read(File.ReadAllLines(Path.Combine(Checkout.Root, "README.md")));

    /// <summary>The lines that every example begins with: those of the first, up to the empty line.</summary>
    public static string Preamble { get; } = All[0].Code[..All[0].Code.IndexOf("\n\n", StringComparison.Ordinal)];

    /// <summary>The whole program: the preamble, except for the example that it was taken from.</summary>
    public string Program => this == All[0] ? Code : $"{Preamble}\n{Code}";

    /// <summary>Whether it needs Semantic Kernel's own agents, whose package some feeds lack: tests/SemanticKernelAgents runs it.</summary>
    public bool NeedsKernelAgents => Code.Contains("using Microsoft.SemanticKernel.Agents;", StringComparison.Ordinal);

    public override string ToString() => $"{Heading} (line {Line})";

    /// <summary>The block with one server in the place of another: what is on the internet for a reader is on loopback for a test.</summary>
    public ReadmeBlock With(Uri server, Uri inItsPlace) => this with { Code = Code.Replace(server.AbsoluteUri, inItsPlace.AbsoluteUri, StringComparison.Ordinal) };

    private static List<ReadmeBlock> Read(string[] lines)
    {
        var blocks = new List<ReadmeBlock>();
        var heading = "";
        string? compiledOnly = null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#'))
            {
                heading = lines[i].TrimStart('#', ' ');
            }
            else if (lines[i].StartsWith(Mark, StringComparison.Ordinal))
            {
                compiledOnly = lines[i][Mark.Length..].Replace("-->", "", StringComparison.Ordinal).Trim();
            }
            else if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                var end = Array.FindIndex(lines, i + 1, line => line == "```");
                if (lines[i] == "```csharp")
                {
                    blocks.Add(new(heading, i + 2, string.Join('\n', lines[(i + 1)..end]), compiledOnly));
                }

                compiledOnly = null;
                i = end;
            }
        }

        return blocks;
    }
}
