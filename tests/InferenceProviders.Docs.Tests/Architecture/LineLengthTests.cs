using System.Text.RegularExpressions;

namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>
/// Lines fit a screen with two files side by side: at most 120 columns (<c>.editorconfig</c>). Beside src and tools,
/// bytes may be longer: a line of a raw literal, and a line that is a literal.
/// </summary>
public sealed partial class LineLengthTests
{
    private const int Most = 120;

    [Theory]
    [InlineData("src")]
    [InlineData("tools")]
    [InlineData("bench", true)]
    [InlineData("samples", true)]
    [InlineData("tests", true)]
    public void No_line_is_over_120_columns(string folder, bool mayHoldBytes = false)
    {
        var files = SourceFiles.In(folder);

        var tooLong = files.SelectMany(file => TooLong(file, mayHoldBytes)).ToList();

        Assert.NotEmpty(files);
        Assert.True(
            tooLong.Count == 0,
            $"{tooLong.Count} lines are over {Most} columns:\n{string.Join('\n', tooLong)}");
    }

    private static IEnumerable<string> TooLong(string file, bool mayHoldBytes)
    {
        var inLiteral = false;
        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            var isBytes = mayHoldBytes && (inLiteral || Literal().IsMatch(line));
            if (line.Length > Most && !isBytes)
            {
                yield return $"{SourceFiles.NameOf(file)}:{index + 1} ({line.Length})";
            }

            inLiteral = inLiteral ? !EndOfRaw().IsMatch(line) : line.EndsWith("\"\"\"", StringComparison.Ordinal)
                && !SingleLineRaw().IsMatch(line);
        }
    }

    [GeneratedRegex(@"^\W*""|^\s*return \$*""{3}")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\s*""{3}")]
    private static partial Regex EndOfRaw();

    [GeneratedRegex(@"""{3}.+""{3}$")]
    private static partial Regex SingleLineRaw();
}
