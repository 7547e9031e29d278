using System.Text.Json;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>Parts of an answer that are broken, or that nobody has heard of.</summary>
[Trait("Category", "Field")]
public sealed class ContentPartTests
{
    [Theory]
    [InlineData("data:image/png;base64,@@@")]
    [InlineData("data:image/png;base64,A")]
    [InlineData("data:image/png")]
    [InlineData("data:;base64")]
    [InlineData("data:")]
    [InlineData("data:png;base64,AAAA")]
    [InlineData("DATA:image/png;base64,%%%")]
    public async Task A_broken_data_URL_is_one_typed_error(string url)
    {
        var parts = """[{"type":"text","text":"Look: "},{"type":"image_url","image_url":{"url":"URL"}}]""".Replace(
            "URL", url, StringComparison.Ordinal);
        var whole = await FieldAnswer.WholeErrorAsync(Answer($$"""{"content":{{parts}}}"""));
        var streamed = await FieldAnswer.StreamErrorAsync(
            Events(Chunk($$"""{"content":{{parts}}}""", "\"stop\"")) + Done);
        foreach (var error in new[] { whole, streamed })
        {
            Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
            Assert.Contains("data URL", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_refusal_among_the_parts_is_a_refusal()
    {
        const string Parts = """[{"type":"output_text","text":"Hello"},{"type":"refusal","refusal":"No"}]""";
        foreach (var response in new[] { await FieldAnswer.WholeAsync(Answer($$"""{"content":{{Parts}}}""")),
            await FieldAnswer.StreamAsync(Events(Chunk($$"""{"content":{{Parts}}}""", "\"stop\"")) + Done) })
        {
            Assert.Equal("Hello", response.Text);
            var refusal = Assert.Single(response.Messages[0].Contents.OfType<ErrorContent>());
            Assert.Equal(("No", "Refusal"), (refusal.Message, refusal.ErrorCode));
        }
    }

    [Fact]
    public async Task A_part_that_is_not_known_is_kept()
    {
        const string Parts =
            """[{"type":"text","text":"Hello"},{"type":"hologram","data":{"x":1}},{"type":"image_url","image_url":"""
            + """{"url":"not a url"}}]""";
        foreach (var response in new[] { await FieldAnswer.WholeAsync(Answer($$"""{"content":{{Parts}}}""")),
            await FieldAnswer.StreamAsync(Events(Chunk($$"""{"content":{{Parts}}}""", "\"stop\"")) + Done) })
        {
            Assert.Equal("Hello", response.Text);
            var kept = Assert.IsType<JsonElement>(response.Messages[0].AdditionalProperties!["content_parts"]);
            Assert.Equal(
                ["hologram", "image_url"], kept.EnumerateArray().Select(part => part.GetProperty("type").GetString()!));
        }
    }

    [Theory] // The fuzzer, seed 32606757.
    [InlineData("""{"content":[{"type":"text","text":"Hello"},{"type":"hologram","data":"a\ud83d"}]}""")]
    [InlineData("""{"content":[{"type":"text","text":"Hello"},{"type":"hologram","data":["\ude00a"]}]}""")]
    public async Task Half_a_character_in_what_is_kept_stops_no_answer(string message)
    {
        foreach (var response in new[] { await FieldAnswer.WholeAsync(Answer(message)),
            await FieldAnswer.StreamAsync(Events(Chunk(message, "\"stop\"")) + Done) })
        {
            Assert.Equal("Hello", response.Text);
        }
    }
}
