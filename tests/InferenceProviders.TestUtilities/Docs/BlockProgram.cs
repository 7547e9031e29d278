using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InferenceProviders.TestUtilities;

/// <summary>A block as a program, which can be run.</summary>
internal sealed class BlockProgram
{
    private readonly byte[] _image;

    private BlockProgram(byte[] image) => _image = image;

    /// <summary>Compiles a block. Errors and warnings name the page's lines.</summary>
    public static BlockProgram Compile(DocBlock block) => new(CSharpProgram.Compile(
        $"{block.Page.Path.Replace('/', '.')}.Line{block.Line}", Tree(block)));

    /// <summary>Runs it in this process with these lines typed, and returns what it wrote.</summary>
    public Task<string> RunAsync(string input) => CSharpProgram.RunAsync(_image, input);

    /// <summary>
    /// Usings come before statements: those of the block are moved above the preamble, everything else stays as it is
    /// written.
    /// </summary>
    private static SyntaxTree Tree(DocBlock block)
    {
        var code = block.Code;
        var usings = "";
        if (!block.IsWhole
            && ((CompilationUnitSyntax)CSharpProgram.Parse(code).GetRoot()).Usings is { Count: > 0 } directives)
        {
            usings = directives.ToFullString();
            code = code[directives.FullSpan.End..];
        }

        var line = block.Line + block.Code[..^code.Length].Count(character => character == '\n');
        var preamble = block.IsWhole ? "" : block.Page.Preamble;
        var end = code.Split('\n').All(one => one.StartsWith("using ", StringComparison.Ordinal) && one.EndsWith(';'))
            ? "return;"
            : "";
        return CSharpProgram.Parse(
            $"{usings}{preamble}\n#line {line} \"{block.Page.Path}\"\n{code}\n{end}\n", block.Page.Path);
    }
}
