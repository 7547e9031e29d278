using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.Tests.Configuration;

/// <summary>A number that makes no sense is refused where it is given, by its name.</summary>
public sealed class WrongNumberTests
{
    public static TheoryData<string, Action, string> Numbers => new()
    {
        { "MinContextLength", () => _ = new ModelQuery { MinContextLength = -1 },
            "The context length must not be negative." },
        { "MaxInputPrice", () => _ = new ModelQuery { MaxInputPrice = -0.1m }, "The price must not be negative." },
        { "MaxOutputPrice", () => _ = new ModelQuery { MaxOutputPrice = -0.1m }, "The price must not be negative." },
        { "RequestBytes", () => _ = new ResponsesDialect { RequestBytes = 0 },
            "The largest body must be greater than zero bytes." },
        { "ToolTime", () => _ = new ResponsesDialect { ToolTime = TimeSpan.FromSeconds(-1) },
            "The time of a tool must be between zero and 24 days." },
        { "ToolTime", () => _ = new ResponsesDialect { ToolTime = TimeSpan.MaxValue },
            "The time of a tool must be between zero and 24 days." },
        { "dimensions", () => new ServiceCollection().AddInferenceEmbeddingGenerator("org/model", dimensions: 0),
            "The number of dimensions must be greater than zero." },
        { "dimensions", () => new ServiceCollection().AddInferenceEmbeddingGenerator(["org/model"], dimensions: -1),
            "The number of dimensions must be greater than zero." },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_wrong_number_is_refused_by_name(string name, Action give, string message)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(give);

        Assert.Equal(name, error.ParamName);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_stream_cannot_be_limited_to_nothing(long maxBytes)
    {
        using var stream = new MemoryStream([1, 2, 3]);

        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => InferenceMedia.FromStreamAsync(stream, maxBytes: maxBytes));

        Assert.Equal("maxBytes", error.ParamName);
    }

    [Fact]
    public void Right_numbers_are_taken()
    {
        var query = new ModelQuery { MinContextLength = 0, MaxInputPrice = 0, MaxOutputPrice = 0.5m };
        var dialect = new ResponsesDialect { RequestBytes = 1, ToolTime = TimeSpan.Zero };

        Assert.Equal((0, 0m, 0.5m), (query.MinContextLength, query.MaxInputPrice, query.MaxOutputPrice));
        Assert.Equal((1, TimeSpan.Zero), (dialect.RequestBytes, dialect.ToolTime));
    }
}
