namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>Lines fit a screen with two files side by side: at most 120 columns in src and tools (<c>.editorconfig</c>).</summary>
public sealed class LineLengthTests
{
    private const int Most = 120;

    [Theory]
    [InlineData("src")]
    [InlineData("tools")]
    public void No_line_is_over_120_columns(string folder)
    {
        var source = Path.Combine(Checkout.Root, folder);
        var files = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(source, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")).ToList();

        var tooLong = files.SelectMany(file => File.ReadLines(file)
            .Select((line, index) => (line.Length, Place: $"{Path.GetRelativePath(Checkout.Root, file)}:{index + 1}"))
            .Where(line => line.Length > Most)).ToList();

        Assert.NotEmpty(files);
        Assert.True(tooLong.Count == 0, $"{tooLong.Count} lines are over {Most} columns:\n{string.Join('\n', tooLong.Select(line => $"{line.Place} ({line.Length})"))}");
    }
}
