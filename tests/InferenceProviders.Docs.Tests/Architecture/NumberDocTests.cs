namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>The documentation of a public number or time says what callers would otherwise have to try.</summary>
public sealed class NumberDocTests
{
    [Fact]
    public void Every_public_number_says_its_unit_its_range_its_default_and_what_a_wrong_value_does()
    {
        var numbers = new NumberDocs(SourceFiles.In("src").Select(file => (file, File.ReadAllText(file))));

        var found = numbers.Find().Order(StringComparer.Ordinal).ToList();

        Assert.True(numbers.Count > 150, $"only {numbers.Count} numbers were found");
        Assert.True(found.Count == 0, $"{found.Count} numbers say too little:\n{string.Join('\n', found)}");
    }

    [Theory]
    [InlineData("How much.", "unit, range, default, wrong value")]
    [InlineData("How many bytes. Default: 5.", "range, wrong value")]
    [InlineData("How many bytes, at least 1. Default: 5.", "wrong value")]
    [InlineData("How many bytes, at least 1; a call refuses another number. Default: 5.", null)]
    [InlineData("How many bytes, any number. Default: 5.", null)]
    public void A_property_that_says_too_little_is_found(string documentation, string? missing)
    {
        var numbers = new NumberDocs([($"{Checkout.Root}/src/A.cs", $$"""
            public sealed class A
            {
                /// <summary>{{documentation}}</summary>
                public long Size { get; set; } = 5;
            }
            """)]);

        Assert.Equal(missing is null ? [] : [$"src/A.cs:4 A.Size: {missing}"], numbers.Find());
        Assert.Equal(1, numbers.Count);
    }

    [Theory]
    [InlineData("The time.", "", "range, default, wrong value")]
    [InlineData("The time, greater than zero. Default: 1 second.", "", "wrong value")]
    [InlineData("The time, greater than zero. Default: 1 second.",
        "<exception cref=\"ArgumentNullException\">No name.</exception>", "wrong value")]
    [InlineData("The time, greater than zero. Default: 1 second.",
        "<exception cref=\"ArgumentOutOfRangeException\">It is negative.</exception>", null)]
    public void A_parameter_that_says_too_little_is_found(string documentation, string exception, string? missing)
    {
        var numbers = new NumberDocs([($"{Checkout.Root}/src/A.cs", $$"""
            public static class A
            {
                /// <summary>Waits.</summary>
                /// <param name="time">{{documentation}}</param>
                /// {{exception}}
                public static void Wait(TimeSpan? time = null) { }
            }
            """)]);

        Assert.Equal(missing is null ? [] : [$"src/A.cs:6 Wait(time): {missing}"], numbers.Find());
    }
}
