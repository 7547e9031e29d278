using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interface of images is experimental.

namespace InferenceProviders.Tests.Field;

/// <summary>Images as servers give them in OpenAI's form.</summary>
[Trait("Category", "Field")]
public sealed class ImageShapesTests
{
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData("""{"data":[{"b64_json":null,"url":"data:image/png;base64,$"}]}""")] // brainlid/langchain#368
    [InlineData("""{"data":[{"b64_json":"","url":"data:image/png;base64,$"}]}""")]
    [InlineData("""{"data":[{"b64_json":"data:image/png;base64,$"}]}""")]
    [InlineData("""{"data":{"b64_json":"$"}}""")]
    [InlineData("""{"data":["$"]}""")]
    [InlineData("""{"images":[{"url":"data:image/png;base64,$"}],"timings":{"inference":1}}""")]
    [InlineData("""{"images":["$"],"data":[]}""")]
    public async Task One_image_is_found(string body) =>
        Assert.Equal(
            Convert.FromBase64String(Png),
            Assert.IsType<DataContent>(Assert.Single((await MakeAsync(body)).Contents)).Data.ToArray());

    /// <summary>OpenAI counts the tokens of its images, for which it charges.</summary>
    [Fact]
    public async Task Tokens_are_in_the_usage()
    {
        var usage = (await MakeAsync(
            """
            {"data":[{"b64_json":"$"}],"usage":{"input_tokens":15,"output_tokens":272,"total_tokens":287,
            "input_tokens_details":{"text_tokens":10,"image_tokens":5}}}
            """)).Usage;

        Assert.Equal((15, 272, 287), (usage!.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
        Assert.Equal(5, usage.AdditionalCounts!["input_tokens_details.image_tokens"]);
    }

    private static async Task<ImageGenerationResponse> MakeAsync(string body)
    {
        await using var server = ScriptedServer.Start(Reply.Json(body.Replace("$", Png, StringComparison.Ordinal)));
        using var router = server.Router();
        return await router.AsIImageGenerator(new Uri(server.Address, "/v1"), "m").GenerateAsync(new("A cat"));
    }
}
