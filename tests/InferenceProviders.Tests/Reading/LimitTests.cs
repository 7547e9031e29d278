using System.IO.Compression;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Reading;

/// <summary>Lines, streams and bodies that are too long, and content encodings that nobody asked for.</summary>
public sealed class LimitTests
{
    private static readonly byte[] Answer = Wire.Bytes(Wire.Answer("""{"content":"Hi"}"""));
    private static readonly byte[] Events = Wire.Bytes(Wire.TextStream("H", "i"));

    public static TheoryData<string> Encodings => ["gzip", "x-gzip", "GZIP", "deflate", "br", "identity", "gzip, br"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_body_that_is_compressed_unasked_is_read(string encoding)
    {
        await using var server = ScriptedServer.Start(
            Reply.Whole(Compress(Answer, encoding), "application/json", 200, $"Content-Encoding: {encoding}"));
        using var router = server.Router();

        Assert.Equal("Hi", (await router.AsIChatClient("org/model").GetResponseAsync("Hi")).Text);
        Assert.Null(server.Requests[0].Header("Accept-Encoding"));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_stream_that_is_compressed_unasked_is_read_wherever_it_is_cut(string encoding)
    {
        ReadOnlyMemory<byte> bytes = Compress(Events, encoding);
        var cut = 1;
        await using var server = ScriptedServer.Start(
            _ => Reply.Chunked(
                [bytes[..cut], bytes[cut..]], "text/event-stream", 200, $"Content-Encoding: {encoding}"));
        using var router = server.Router();
        for (; cut < bytes.Length; cut++)
        {
            Assert.Equal(
                "Hi",
                (await router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync()).Text);
        }
    }

    [Fact]
    public async Task An_error_that_is_compressed_unasked_has_its_words()
    {
        await using var server = ScriptedServer.Start(
            Reply.Whole(
                Compress("""{"error":"Too busy"}"""u8.ToArray(), "gzip"), "application/json", 503,
                "Content-Encoding: gzip"));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync("Hi"));

        Assert.Contains("Too busy", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_encoding_that_is_not_known_is_a_protocol_error(bool stream)
    {
        await using var server = ScriptedServer.Start(
            Reply.Whole(Answer, "application/json", 200, "Content-Encoding: zstd"));
        using var router = server.Router();

        var error = await Failure(router, stream);

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("'zstd'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_says_gzip_and_is_none_is_a_protocol_error(bool stream)
    {
        await using var server = ScriptedServer.Start(
            Reply.Whole(Answer, "application/json", 200, "Content-Encoding: gzip"));
        using var router = server.Router();

        Assert.Equal(InferenceErrorKind.Protocol, (await Failure(router, stream)).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_gzip_body_that_is_cut_is_an_error(bool stream)
    {
        var whole = Compress(stream ? Events : Answer, "gzip");
        await using var server = ScriptedServer.Start(
            Reply.Whole(whole[..(whole.Length / 2)], "application/json", 200, "Content-Encoding: gzip"));
        using var router = server.Router();

        Assert.Equal(InferenceErrorKind.Protocol, (await Failure(router, stream)).Kind);
    }

    [Fact]
    public async Task A_gzip_bomb_is_not_read_past_the_limit()
    {
        // 64 MiB of spaces in 64 KiB, in front of a good answer.
        var bomb = Compress([.. Enumerable.Repeat((byte)' ', 64 << 20), .. Answer], "gzip");
        Assert.True(bomb.Length < 100_000);
        await using var server = ScriptedServer.Start(
            Reply.Whole(bomb, "application/json", 200, "Content-Encoding: gzip"));
        using var router = server.Router(options => options.Limits.ResponseBytes = 1 << 20);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var error = await Failure(router, stream: false);

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("1048576 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 32 << 20);
    }

    [Fact]
    public async Task A_gzip_bomb_of_good_events_is_not_read_past_the_limit()
    {
        var events = Wire.Bytes(
            Wire.Events(
                Enumerable.Repeat(Wire.Chunk("""{"content":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"""), 20_000)));
        await using var server = ScriptedServer.Start(
            Reply.Whole(Compress(events, "gzip"), "text/event-stream", 200, "Content-Encoding: gzip"));
        using var router = server.Router(options => options.Limits.ResponseBytes = 1 << 20);

        var error = await Failure(router, stream: true);

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Contains("1048576 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_bomb_of_an_error_is_not_read_past_the_limit()
    {
        var bomb = Compress([.. "{\"error\":\""u8, .. Enumerable.Repeat((byte)'a', 64 << 20)], "gzip");
        await using var server = ScriptedServer.Start(
            Reply.Whole(bomb, "application/json", 500, "Content-Encoding: gzip"));
        using var router = server.Router();

        var error = await Failure(router, stream: false);

        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.InRange(error.Message.Length, 100, 1000);
    }

    [Theory]
    [InlineData(2047, true)]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    [InlineData(5000, false)]
    public async Task A_line_may_be_as_long_as_its_limit_and_no_longer_wherever_it_is_cut(int length, bool accepted)
    {
        var data = Wire.Chunk("""{"content":"Hi"}""", "\"stop\"");
        var line = "data: " + data + new string(' ', length - 6 - data.Length);
        ReadOnlyMemory<byte> bytes = Wire.Bytes(line + "\n\n" + Wire.Done);
        foreach (var cut in new[] { bytes.Length, 1, 100, 1023, 1024, 2000, length - 1, length, length + 1,
            length + 2 })
        {
            await using var server = ScriptedServer.Start(Reply.Chunked([bytes[..cut], bytes[cut..]]));
            using var router = server.Router(options => options.Limits.LineBytes = 2048);
            if (accepted)
            {
                Assert.Equal(
                    "Hi",
                    (await router.AsIChatClient("org/model").GetStreamingResponseAsync(
                        "Hi").ToChatResponseAsync()).Text);
            }
            else
            {
                var error = await Failure(router, stream: true);
                Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
                Assert.Contains("2048 bytes", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_read_past_the_limit()
    {
        var kilobyte = new byte[1024];
        Array.Fill(kilobyte, (byte)'x');
        await using var server = ScriptedServer.Start(
            Reply.Open().Then([.. Enumerable.Repeat(Reply.Chunk(kilobyte), 100), new ReplyStep.Hang()]));
        using var router = server.Router(options => options.Limits.LineBytes = 10_000);

        Assert.Equal(InferenceErrorKind.Protocol, (await Failure(router, stream: true)).Kind);
        await server.ClientClosed;
    }

    [Fact]
    public async Task An_event_without_an_end_is_not_read_past_the_limit()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then([.. Enumerable.Repeat(Reply.Chunk("data: \n"), 400), new ReplyStep.Hang()]));
        using var router = server.Router(options => options.Limits.ResponseBytes = 2000);

        Assert.Equal(InferenceErrorKind.Protocol, (await Failure(router, stream: true)).Kind);
        await server.ClientClosed;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_may_be_as_long_as_its_limit_and_no_longer(bool declared)
    {
        var body = new byte[4096];
        Array.Fill(body, (byte)' ');
        Answer.CopyTo(body, 0);
        await using var server = ScriptedServer.Start(declared ? Reply.Whole(body)
            : Reply.Chunked([body], "application/json"));
        using var enough = server.Router(options => options.Limits.ResponseBytes = 4096);
        using var less = server.Router(options => options.Limits.ResponseBytes = 4095);

        Assert.Equal("Hi", (await enough.AsIChatClient("org/model").GetResponseAsync("Hi")).Text);
        Assert.Equal(InferenceErrorKind.Protocol, (await Failure(less, stream: false)).Kind);
        Assert.Equal(InferenceErrorKind.Protocol, (await Failure(less, stream: true)).Kind);
    }

    [Fact]
    public async Task A_request_over_its_limit_is_not_sent()
    {
        await using var server = ScriptedServer.Start(Reply.Whole(Answer));
        using var router = server.Router(options => options.Limits.RequestBytes = 4096);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync(new string('a', 5000)));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("RequestBytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static Task<InferenceException> Failure(InferenceRouter router, bool stream) =>
        Assert.ThrowsAsync<InferenceException>(() => stream
        ? router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync()
        : router.AsIChatClient("org/model").GetResponseAsync("Hi"));

    private static byte[] Compress(byte[] bytes, string encodings)
    {
        foreach (var encoding in encodings.Split(", "))
        {
            using var output = new MemoryStream();
            using (Stream compressor = encoding.ToUpperInvariant() switch
            {
                "GZIP" or "X-GZIP" => new GZipStream(output, CompressionLevel.Optimal),
                "DEFLATE" => new ZLibStream(output, CompressionLevel.Optimal),
                "BR" => new BrotliStream(output, CompressionLevel.Fastest),
                _ => new BufferedStream(output),
            })
            {
                compressor.Write(bytes);
            }

            bytes = output.ToArray();
        }

        return bytes;
    }
}
