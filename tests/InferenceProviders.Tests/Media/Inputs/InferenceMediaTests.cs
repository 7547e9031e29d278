using System.Text;
using InferenceProviders.Media;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Inputs;

public sealed class InferenceMediaTests
{
    public static TheoryData<string, string> Signatures => new()
    {
        { "89504E470D0A1A0A0000", "image/png" },
        { "FFD8FFE000104A464946", "image/jpeg" },
        { "474946383961", "image/gif" },
        { "424D46000000000000003600", "image/bmp" },
        { "49492A0008000000", "image/tiff" },
        { "4D4D002A00000008", "image/tiff" },
        { "524946462400000057454250", "image/webp" },
        { "524946462400000057415645", "audio/wav" },
        { "524946462400000041564920", "video/x-msvideo" },
        { "000000186674797069736F6D", "video/mp4" },
        { "0000001C667479706D703432", "video/mp4" },
        { "00000014667479707174202000", "video/quicktime" },
        { "00000020667479704D344120", "audio/mp4" },
        { "0000001C6674797061766966", "image/avif" },
        { "00000018667479706865696300", "image/heic" },
        { "1A45DFA39F4286810142F7810142F2810442F381084282847765626D", "video/webm" },
        { "1A45DFA3A34286810142F7810142F2810442F381084282886D6174726F736B61", "video/x-matroska" },
        { "664C614300000022", "audio/flac" },
        { "4F67675300020000", "audio/ogg" },
        { "49443304000000", "audio/mpeg" },
        { "FFFB9064", "audio/mpeg" },
        { "FFF15080", "audio/aac" },
        { "2321414D520A", "audio/amr" },
        { "255044462D312E37", "application/pdf" },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public void The_type_is_found_in_the_bytes(string hex, string mediaType) =>
        Assert.Equal(mediaType, InferenceMedia.FromBytes(Convert.FromHexString(hex)).MediaType);

    [Theory]
    [InlineData("00")]
    [InlineData("7B7D")]
    [InlineData("89504E47")]
    [InlineData("52494646")]
    [InlineData("0000001866747970")]
    public void Bytes_that_say_nothing_have_no_type(string hex) =>
        Assert.Null(InferenceMedia.FromBytes(Convert.FromHexString(hex)).MediaType);

    [Fact]
    public void A_type_that_is_given_wins() =>
        Assert.Equal("image/x-odd", InferenceMedia.FromBytes(Files.Png, "image/x-odd").MediaType);

    [Fact]
    public void A_wildcard_is_no_type() =>
        Assert.Equal(
            "image/png", InferenceMedia.FromContent(new DataContent(Files.Png, "application/octet-stream")).MediaType);

    [Fact]
    public void No_bytes_are_refused() =>
        Assert.Equal("bytes", Assert.Throws<ArgumentException>(() => InferenceMedia.FromBytes(default)).ParamName);

    [Theory]
    [InlineData("png")]
    [InlineData("image/")]
    [InlineData("image png")]
    public void A_malformed_type_is_refused(string mediaType) =>
        Assert.Contains(
            "media type",
            Assert.Throws<ArgumentException>(() => InferenceMedia.FromBytes(Files.Png, mediaType)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("ftp://example.org/x.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user@example.org/x.png")]
    public void A_URL_that_is_not_http_is_refused(string url) =>
        Assert.Equal("uri", Assert.Throws<ArgumentException>(() => InferenceMedia.FromUri(new Uri(url))).ParamName);

    [Fact]
    public void Content_without_media_is_refused() =>
        Assert.Contains(
            "TextContent",
            Assert.Throws<ArgumentException>(() => InferenceMedia.FromContent(new TextContent("x"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_refused_at_once() =>
        Assert.Throws<FileNotFoundException>(() => InferenceMedia.FromFile("/no/such/cat.png"));

    [Fact]
    public async Task A_data_URL_is_its_bytes()
    {
        var media = InferenceMedia.FromUri(new Uri($"data:image/png;base64,{Convert.ToBase64String(Files.Png)}"));

        Assert.Null(media.Uri);
        Assert.Equal(Files.Png, (await ReadAsync(media)).Bytes.ToArray());
    }

    [Fact]
    public async Task A_file_is_read_with_the_type_of_its_bytes_or_its_name()
    {
        var folder = Directory.CreateTempSubdirectory();
        var png = Path.Combine(folder.FullName, "odd.bin");
        var svg = Path.Combine(folder.FullName, "drawing.svg");
        await File.WriteAllBytesAsync(png, Files.Png);
        await File.WriteAllTextAsync(svg, "<svg/>");

        var first = await ReadAsync(InferenceMedia.FromFile(png));
        var second = await ReadAsync(InferenceMedia.FromFile(svg));
        folder.Delete(recursive: true);

        Assert.Equal(Files.Png, first.Bytes.ToArray());
        Assert.Equal(("image/png", "image/svg+xml"), (first.MediaType, second.MediaType));
    }

    [Fact]
    public async Task A_file_over_the_limit_or_gone_or_empty_never_reaches_the_wire()
    {
        var path = Path.GetTempFileName();
        var media = InferenceMedia.FromFile(path);
        var empty = await Assert.ThrowsAsync<InferenceException>(() => ReadAsync(media).AsTask());
        await File.WriteAllBytesAsync(path, new byte[5000]);
        var large = await Assert.ThrowsAsync<InferenceException>(() => ReadAsync(media, limit: 4999).AsTask());
        File.Delete(path);
        var gone = await Assert.ThrowsAsync<InferenceException>(() => ReadAsync(media).AsTask());

        Assert.All([empty, large, gone], error => Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind));
        Assert.Contains("is empty", empty.Message, StringComparison.Ordinal);
        Assert.Contains("4999 bytes", large.Message, StringComparison.Ordinal);
        Assert.Contains("could not be read", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_is_read_from_where_it_stands_and_stays_open()
    {
        using var stream = new MemoryStream([1, 2, .. Files.Png]) { Position = 2 };

        var media = await InferenceMedia.FromStreamAsync(stream);

        Assert.True(stream.CanRead);
        Assert.Equal(("image/png", Files.Png.Length), (media.MediaType, (await ReadAsync(media)).Bytes.Length));
    }

    [Fact]
    public async Task A_stream_that_is_empty_or_too_long_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => InferenceMedia.FromStreamAsync(Stream.Null));
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => InferenceMedia.FromStreamAsync(new MemoryStream(new byte[2000]), maxBytes: 1999));

        Assert.Contains("1999 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => ReadAsync(InferenceMedia.FromBytes(Files.Wav)).AsTask());

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("takes an image", error.Message, StringComparison.Ordinal);
        Assert.Contains("audio/wav", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callers_URL_that_must_not_be_fetched_is_the_callers_mistake()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => ReadAsync(InferenceMedia.FromUri(new Uri("https://169.254.169.254/latest"))).AsTask());

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(48 * 1024 - 1)]
    [InlineData(48 * 1024)]
    [InlineData(48 * 1024 + 1)]
    [InlineData(250_000)]
    public async Task Bytes_of_any_length_are_one_string_in_the_body(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var body = new PooledContent(limit: 1 << 20);
        var writer = JsonBody.Rent(body);
        JsonValueWriter.Write(
            writer,
            new WireBody { ["a"] = new InputMedia(new MediaBytes(bytes, "image/png"), InputForm.DataUrl, "image/jpeg"),
                ["b"] = new InputMedia(new MediaBytes(bytes, null), InputForm.Base64, "image/jpeg") }, "body");
        JsonBody.Return(writer);

        var base64 = Convert.ToBase64String(bytes);
        var expected = $$"""{"a":"data:image/png;base64,{{base64}}","b":"{{base64}}"}""";
        Assert.Equal(expected, await body.ReadAsStringAsync());
        Assert.Equal(expected.Length, body.Headers.ContentLength);
    }

    private static async ValueTask<MediaBytes> ReadAsync(InferenceMedia media, long limit = 1 << 20)
    {
        using var downloads = new MediaDownloader(
            RouterSettingsFactory.Create(new InferenceProvidersOptions { UseEnvironment = false }));
        return await media.ReadAsync(MediaKind.Image, limit, downloads, CancellationToken.None);
    }
}
