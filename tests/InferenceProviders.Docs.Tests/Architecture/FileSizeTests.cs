namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>A file holds one concept; one that has grown over 400 lines (over 500 in the tests) holds two.</summary>
public sealed class FileSizeTests
{
    [Theory]
    [InlineData("src", 400)]
    [InlineData("tools", 400)]
    [InlineData("bench", 400)]
    [InlineData("samples", 400)]
    [InlineData("tests", 500)]
    public void No_file_is_too_long(string folder, int most)
    {
        var files = SourceFiles.In(folder);

        var tooLong = files.Select(file => (Name: SourceFiles.NameOf(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > most)
            .Select(file => $"{file.Name} ({file.Lines})").ToList();

        Assert.NotEmpty(files);
        Assert.True(
            tooLong.Count == 0,
            $"{tooLong.Count} files are over {most} lines; divide them by concept:\n{string.Join('\n', tooLong)}");
    }
}
