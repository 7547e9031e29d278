using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// Compiles a program as <c>dotnet new console</c> would make it, with its implicit usings, nullability and all
/// warnings.
/// </summary>
internal static class CSharpProgram
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

    private static readonly MetadataReference[] References = [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>
    /// What the .NET SDK leaves out, too: a package compiled against an older version of another is no concern of its
    /// user's.
    /// </summary>
    private static readonly string[] LeftOut = ["CS1701", "CS1702"];

    /// <param name="code">The text of a program.</param>
    /// <param name="path">The file that errors and warnings name; none where it is empty.</param>
    public static SyntaxTree Parse(string code, string path = "") =>
        CSharpSyntaxTree.ParseText(code, ParseOptions, path);

    /// <summary>Fails with the errors and warnings, if there are any.</summary>
    /// <param name="name">The name of the assembly.</param>
    /// <param name="program">From <see cref="Parse"/>, with top-level statements.</param>
    /// <param name="allowed">The warnings that count for nothing.</param>
    /// <returns>The assembly.</returns>
    public static byte[] Compile(string name, SyntaxTree program, params string[] allowed)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [Parse(ImplicitUsings), program],
            References,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: LeftOut.Concat(allowed)
                .Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress))));
        using var image = new MemoryStream();
        var problems = compilation.Emit(image).Diagnostics.Where(
            diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(problems.Count == 0, $"{string.Join('\n', problems)}\n\n{program}");
        return image.ToArray();
    }

    /// <summary>Runs an assembly in this process with these lines typed, and returns what it wrote.</summary>
    public static async Task<string> RunAsync(byte[] image, string input)
    {
        var main = Assembly.Load(image).EntryPoint!.DeclaringType!.GetMethod(
            "<Main>$", BindingFlags.Static | BindingFlags.NonPublic)!;
        var output = new StringWriter();
        var (console, keyboard) = (Console.Out, Console.In);
        Console.SetOut(output);
        Console.SetIn(new StringReader(input));
        try
        {
            if (main.Invoke(null, [Array.Empty<string>()]) is Task running)
            {
                await running;
            }
        }
        finally
        {
            Console.SetOut(console);
            Console.SetIn(keyboard);
        }

        return output.ToString();
    }
}
