using System.Reflection;
using System.Text;

namespace InferenceProviders.Tests.PublicAPI;

/// <summary>
/// The public surface changes on purpose only. A change that is meant is approved by running this test with
/// <c>APPROVE_PUBLIC_API=1</c> in the environment, which rewrites the text file; the file's diff is then part of the
/// change.
/// </summary>
public sealed class PublicApiTests
{
    private const string Approve = "APPROVE_PUBLIC_API";

    [Theory]
    [InlineData("InferenceProviders")]
    [InlineData("InferenceProviders.Emulator")]
    public void The_public_surface_is_the_approved_one(string package)
    {
        var actual = PublicApi.Of(Assembly.Load(package));
        var file = Path.Combine(Folder(), $"{package}.txt");
        if (Environment.GetEnvironmentVariable(Approve) is "1")
        {
            File.WriteAllText(file, actual);
        }

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";

        Assert.True(approved == actual, $"""
            The public surface of {package} has changed:

            {Difference(approved, actual)}
            If that is meant, approve it: {Approve}=1 dotnet test tests/InferenceProviders.Tests --filter PublicApi
            and commit {Path.GetFileName(file)} with the change.
            """);
    }

    [Fact]
    public void A_difference_shows_what_came_and_what_went_and_where()
    {
        const string Before = "class A\n    int X\n    int Y\nclass B\n    int Z\n";
        const string After = "class A\n    int X\n    long Y\nclass B\n    int Z\nclass C\n    int W\n";
        Assert.Equal(
            "class A\n  -     int Y\n  +     long Y\nclass C\n  + class C\n  +     int W\n", Difference(Before, After));
    }

    /// <summary>
    /// Lines that only one side has, under the type that they belong to. A line belongs to a type, so that equal
    /// members of two types are told apart.
    /// </summary>
    private static string Difference(string before, string after)
    {
        var (old, current) = (Lines(before), Lines(after));
        var text = new StringBuilder();
        var changes = old.Except(current).Select(line => (line.Type, Sign: '-', line.Text))
            .Concat(current.Except(old).Select(line => (line.Type, Sign: '+', line.Text)));
        foreach (var type in changes.GroupBy(change => change.Type).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(type.Key).Append('\n');
            foreach (var (_, sign, line) in type)
            {
                text.Append("  ").Append(sign).Append(' ').Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static List<(string Type, string Text)> Lines(string text)
    {
        var lines = new List<(string, string)>();
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line.StartsWith(' ') ? type : line;
            lines.Add((type, line));
        }

        return lines;
    }

    /// <summary>The folder of this test in the repository, which is above the folder that the test runs in.</summary>
    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Connectors.sln")))
            {
                return Path.Combine(folder.FullName, "tests", "InferenceProviders.Tests", "PublicAPI");
            }
        }

        throw new InvalidOperationException("The repository was not found above the test's folder.");
    }
}
