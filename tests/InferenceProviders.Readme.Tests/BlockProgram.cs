using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InferenceProviders.Readme.Tests;

/// <summary>A block as a program: what <c>dotnet new console</c> would make of it, with its implicit usings, nullability and all warnings.</summary>
internal sealed class BlockProgram
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Select(path => MetadataReference.CreateFromFile(path))];

    private readonly byte[] _image;

    private BlockProgram(byte[] image) => _image = image;

    /// <summary>Compiles a block. Errors and warnings name the README's lines.</summary>
    public static BlockProgram Compile(ReadmeBlock block)
    {
        var compilation = CSharpCompilation.Create(
            $"Readme.Line{block.Line}",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, ParseOptions), Tree(block)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var problems = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        return new(image.ToArray());
    }

    /// <summary>Runs it in this process with these lines typed, and returns what it wrote.</summary>
    public async Task<string> RunAsync(string input)
    {
        var main = Assembly.Load(_image).EntryPoint!.DeclaringType!.GetMethod("<Main>$", BindingFlags.Static | BindingFlags.NonPublic)!;
        var output = new StringWriter();
        var (console, keyboard) = (Console.Out, Console.In);
        Console.SetOut(output);
        Console.SetIn(new StringReader(input));
        try
        {
            await (Task)main.Invoke(null, [Array.Empty<string>()])!;
        }
        finally
        {
            Console.SetOut(console);
            Console.SetIn(keyboard);
        }

        return output.ToString();
    }

    /// <summary>Usings come before statements: those of the block are moved above the preamble, everything else stays as it is written.</summary>
    private static SyntaxTree Tree(ReadmeBlock block)
    {
        var own = CSharpSyntaxTree.ParseText(block.Code, ParseOptions).GetCompilationUnitRoot();
        var code = block.Code;
        var usings = "";
        if (block != ReadmeBlock.All[0] && own.Usings is { Count: > 0 } directives)
        {
            usings = directives.ToFullString();
            code = code[directives.FullSpan.End..];
        }

        var line = block.Line + block.Code[..^code.Length].Count(character => character == '\n');
        var preamble = block == ReadmeBlock.All[0] ? "" : ReadmeBlock.Preamble;
        return CSharpSyntaxTree.ParseText($"{usings}{preamble}\n#line {line} \"README.md\"\n{code}\n", ParseOptions, path: "README.md");
    }
}
