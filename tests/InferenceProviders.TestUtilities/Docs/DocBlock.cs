namespace InferenceProviders.TestUtilities;

/// <summary>A C# block of a page.</summary>
/// <param name="Page">The page.</param>
/// <param name="Heading">The heading that it is under.</param>
/// <param name="Line">The line of its first line of code, from 1.</param>
/// <param name="Code">The code.</param>
/// <param name="CompiledOnly">Why it is not run, when a comment before it says <c>compiled only: …</c>.</param>
/// <param name="Prints">
/// What it must print, from a comment before it (<c>prints: one | two</c>, or <c>prints nothing</c>); null when there
/// is none.
/// </param>
public sealed record DocBlock(
    DocPage Page, string Heading, int Line, string Code, string? CompiledOnly, IReadOnlyList<string>? Prints)
{
    /// <summary>Whether it is a program as it stands. Other blocks go on from the first lines of their page.</summary>
    public bool IsWhole =>
        Page.Blocks.Count == 0 || Line == Page.Blocks[0].Line || Code.Split('\n').Contains("using InferenceProviders;");

    /// <summary>
    /// Whether it needs Semantic Kernel's own agents, whose package some feeds lack: tests/SemanticKernelAgents runs
    /// it.
    /// </summary>
    public bool NeedsKernelAgents => Code.Contains("using Microsoft.SemanticKernel.Agents;", StringComparison.Ordinal);

    /// <summary>
    /// The block with one server in the place of another: what is on the internet for a reader is on loopback for a
    /// test.
    /// </summary>
    public DocBlock With(Uri server, Uri inItsPlace) => this with
    {
        Code = Code.Replace(server.AbsoluteUri, inItsPlace.AbsoluteUri, StringComparison.Ordinal),
    };

    public override string ToString() => $"{Page.Path}:{Line} {Heading}";
}
