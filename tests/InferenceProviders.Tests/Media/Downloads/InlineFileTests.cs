using System.Buffers.Text;
using System.Text;
using InferenceProviders.Media;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Downloads;

/// <summary>Files in base64 are taken out of JSON while it arrives, in whatever pieces, and nothing is lost.</summary>
public sealed class InlineFileTests
{
    private const int Long = 100_001;

    [Theory]
    [InlineData(Long)]
    [InlineData(Long + 1)]
    [InlineData(Long + 2)]
    public void A_long_file_is_decoded_and_the_JSON_can_be_had_again(int length)
    {
        var file = Bytes(length);
        var json = $$"""{"data":[{"b64_json":"{{Convert.ToBase64String(file)}}","seed":7}]}""";

        var (read, files) = Read(json, json.Length);

        Assert.InRange(read.Utf8.Length, 1, 200);
        Assert.Equal(file, files.Find(Text(read))!.Value.ToArray());
        Assert.Equal(json, Encoding.UTF8.GetString(read.Restore().Span));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_JSON_in_random_pieces_is_the_same_in_the_end(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var json = RandomJson(random, out var whole);
            var declared = random.Next(3) switch { 0 => (long?)null, 1 => json.Length, _ => json.Length / 2 };

            var (read, _) = Read(json, declared, random);

            Assert.Equal(json, Encoding.UTF8.GetString(read.Restore().Span));
            Assert.Equal(whole, read.Cuts.Count);
        }
    }

    public static TheoryData<string, string> Texts => new()
    {
        { "a space", $"{Base64Of(60_000)} {Base64Of(60_000)}" },
        { "an escaped line break", $"{Base64Of(60_000)}\\n{Base64Of(60_000)}" },
        { "escaped slashes", Base64Of(60_000).Replace("/", "\\/", StringComparison.Ordinal) },
        { "no padding", Base64Of(Long).TrimEnd('=') },
        { "another alphabet", Base64Url.EncodeToString(Bytes(60_000)) },
        { "bits behind the end", $"{Base64Of(60_000)}QR==" },
        { "another scheme", $"data:text/plain,{Base64Of(60_000)}" },
        { "padding inside", $"QQ=={Base64Of(60_000)}" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_would_not_come_back_the_same_stays_as_it_is(string what, string text)
    {
        var json = $$"""{"a":"{{text}}","b":"{{Base64Of(Long)}}"}""";

        var (read, _) = Read(json, json.Length);

        Assert.Equal(json, Encoding.UTF8.GetString(read.Restore().Span));
        Assert.True(read.Cuts.Count == 1, what);
    }

    [Fact]
    public void A_file_that_breaks_off_is_text_again()
    {
        var json = $$"""{"a":"{{Base64Of(Long)}}""";

        var (read, _) = Read(json, json.Length + 100_000);

        Assert.Equal(json, Encoding.UTF8.GetString(read.Utf8.Span));
        Assert.Empty(read.Cuts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data:image/png;base64,")]
    public async Task An_image_in_JSON_comes_with_the_answer_as_it_was_received(string before)
    {
        byte[] image = [.. Files.Png, .. Bytes(3_000_000)];
        var json =
            $$"""{"data":[{"b64_json":"{{before}}{{Convert.ToBase64String(image)}}"},{"b64_json":"{{Convert.ToBase64String(Files.Png)}}"}]}""";
        await using var server = MediaServer.Start("together", "text-to-image", Reply.Json(json));
        using var router = server.Router("together");

        var response = await router.AsIImageGenerator(
            MediaServer.Model, "together").GenerateImagesAsync("a cat", new() { Count = 2 });

        Assert.Equal(
            [image.Length, Files.Png.Length], response.Contents.Cast<DataContent>()
            .Select(content => content.Data.Length));
        Assert.True(((DataContent)response.Contents[0]).Data.Span.SequenceEqual(image));
        Assert.Equal("image/png", ((DataContent)response.Contents[0]).MediaType);
        var raw = Assert.IsType<RawJson>(response.RawRepresentation);
        Assert.Equal(json, raw.ToString());
        Assert.Equal(2, raw.Root.GetProperty("data").GetArrayLength());
    }

    private static string Text(InlineFileJson read)
    {
        var json = System.Text.Json.JsonElement.Parse(read.Utf8.Span);
        return json.GetProperty("data")[0].GetProperty("b64_json").GetString()!;
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static string Base64Of(int length) => Convert.ToBase64String(Bytes(length));

    private static string RandomJson(Random random, out int files)
    {
        files = 0;
        var json = new StringBuilder("[");
        for (var item = random.Next(1, 5); item > 0; item--)
        {
            switch (random.Next(5))
            {
                case 0:
                    files++;
                    json.Append('"').Append(Base64Of(random.Next(30_000, 200_000))).Append("\",");
                    break;
                case 1:
                    files++;
                    json.Append("\"data:audio/wav;base64,").Append(Base64Of(random.Next(30_000, 200_000)))
                        .Append("\",");
                    break;
                case 2:
                    json.Append("\"A text \\\" with \\\\ escapes \\u00e9 and é\",");
                    break;
                case 3:
                    json.Append('"').Append(Base64Of(60_000)).Append(random.Next(2) == 0 ? "!" : "\\/").Append("\",");
                    break;
                default:
                    json.Append("{\"seed\":7},");
                    break;
            }
        }

        return json.Append("0]").ToString();
    }

    private static (InlineFileJson Read, InlineFiles Files) Read(string json, long? declared, Random? pieces = null)
    {
        var files = new InlineFiles();
        var reader = new InlineFileReader(files, declared);
        var utf8 = Encoding.UTF8.GetBytes(json).AsSpan();
        while (!utf8.IsEmpty)
        {
            var count = pieces is null
                ? utf8.Length
                : Math.Min(utf8.Length, pieces.Next(1, pieces.Next(2) == 0 ? 40 : 100_000));
            Assert.Equal(count, reader.Read(utf8[..count], count == utf8.Length));
            utf8 = utf8[count..];
        }

        return (reader.Finish(), files);
    }
}
