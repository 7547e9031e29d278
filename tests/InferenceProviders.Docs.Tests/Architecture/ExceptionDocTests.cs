namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>The documentation of a public member says which wrong arguments it refuses.</summary>
public sealed class ExceptionDocTests
{
    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Path.Combine(Checkout.Root, "src")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_public_member_that_refuses_arguments_says_so(string project)
    {
        var source = Path.Combine(Checkout.Root, "src", project);
        var files = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(source, file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj"))
            .ToList();

        Assert.NotEmpty(files);
        Assert.Equal([], files.SelectMany(UndocumentedThrows.In));
    }
}
