using System.Globalization;
using InferenceProviders.Shared;

namespace InferenceProviders.Tests.Media.Speech;

/// <summary>Audio that is read while it is sent.</summary>
public sealed class UploadTests
{
    private const string Provider = "together";
    private const string Task = "automatic-speech-recognition";
    private static readonly Reply Words = Reply.Json("""{"text":"Hello."}""");
    private static readonly Reply Busy = Reply.Json("""{"error":"busy"}""", 429, "Retry-After: 1");

    [Theory]
    [InlineData(100)]
    [InlineData(600_000)]
    [InlineData(5_000_000)]
    public async Task A_stream_that_cannot_seek_arrives_whole(int length)
    {
        await using var server = MediaServer.Start(Provider, Task, Words);
        using var router = server.Router(Provider);

        var response = await router.AsISpeechToTextClient(MediaServer.Model, Provider)
            .GetTextAsync(new OneWay(Audio(length)));

        Assert.Equal("Hello.", response.Text);
        AssertHas(Audio(length), Assert.Single(server.Asked));
        Assert.Contains("filename=\"audio.wav\"", server.Asked[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(600_000)]
    [InlineData(5_000_000)]
    public async Task A_stream_that_can_seek_is_sent_again_from_where_it_stood(int length)
    {
        await using var server = MediaServer.Start(Provider, Task, Busy, Words);
        using var router = server.Router(Provider, WithTwoKeys);
        using var stream = new MemoryStream([1, 2, 3, .. Audio(length)]) { Position = 3 };

        var response = await router.AsISpeechToTextClient(MediaServer.Model, Provider).GetTextAsync(stream);

        Assert.Equal("Hello.", response.Text);
        Assert.Equal(2, server.Asked.Count);
        Assert.All(server.Asked, request => AssertHas(Audio(length), request));
        Assert.All(server.Asked, request => Assert.Equal(
            request.Body.Length.ToString(CultureInfo.InvariantCulture), request.Header("Content-Length")));
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task What_was_kept_of_a_stream_that_cannot_seek_is_sent_again()
    {
        await using var server = MediaServer.Start(Provider, Task, Busy, Words);
        using var router = server.Router(Provider, WithTwoKeys);

        var response = await router.AsISpeechToTextClient(MediaServer.Model, Provider)
            .GetTextAsync(new OneWay(Audio(1_000_000)));

        Assert.Equal("Hello.", response.Text);
        Assert.Equal(2, server.Asked.Count);
        AssertHas(Audio(1_000_000), server.Asked[1]);
    }

    [Fact]
    public async Task A_long_stream_that_cannot_seek_is_sent_once_and_the_failure_is_the_providers()
    {
        await using var server = MediaServer.Start(Provider, Task, Busy, Words);
        using var router = server.Router(Provider, WithTwoKeys);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsISpeechToTextClient(MediaServer.Model, Provider).GetTextAsync(new OneWay(Audio(5_000_000))));

        Assert.Equal(InferenceErrorKind.RateLimited, error.Kind);
        AssertHas(Audio(5_000_000), Assert.Single(server.Asked));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_over_the_limit_is_refused(bool canSeek)
    {
        await using var server = MediaServer.Start(Provider, Task, Words);
        using var router = server.Router(Provider, static options => options.Limits.RequestBytes = 4_500_000);
        Stream stream = canSeek ? new MemoryStream(Audio(5_000_000)) : new OneWay(Audio(5_000_000));

        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => router.AsISpeechToTextClient(MediaServer.Model, Provider).GetTextAsync(stream));

        Assert.Contains("RequestBytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_the_callers_fault()
    {
        await using var server = MediaServer.Start(Provider, Task, Words);
        using var router = server.Router(Provider);
        var stream = new OneWay(Audio(5_000_000)) { BreaksAt = 4_500_000 };

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsISpeechToTextClient(MediaServer.Model, Provider).GetTextAsync(stream));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.IsType<IOException>(error.InnerException);
    }

    [Theory]
    [InlineData("audio.wav", "audio/wav")]
    [InlineData("audio", "audio/wav")]
    public async Task A_file_is_sent_while_it_is_read(string name, string mediaType)
    {
        await using var server = MediaServer.Start("hf-inference", Task, Words);
        using var router = server.Router("hf-inference");
        var folder = Directory.CreateTempSubdirectory("upload-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            await File.WriteAllBytesAsync(path, Audio(1_000_000));

            var transcript = await router.TranscribeAsync(
                InferenceMedia.FromFile(path), MediaServer.Model, provider: "hf-inference");

            Assert.Equal("Hello.", transcript.Text);
            var request = Assert.Single(server.Asked);
            Assert.Equal(Audio(1_000_000), request.Body);
            Assert.Equal(mediaType, request.Header("Content-Type"));
            Assert.Equal("1000000", request.Header("Content-Length"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The provider is asked again, with the other key.</summary>
    private static void WithTwoKeys(InferenceProvidersOptions options)
    {
        options.Routing = new() { MaxAttempts = 3 };
        options.ProviderKeys[Provider] = [new("a", "key_a_0123456789"), new("b", "key_b_0123456789")];
    }

    private static byte[] Audio(int length)
    {
        var audio = new byte[length];
        new Random(length).NextBytes(audio);
        "RIFF0000WAVE"u8.CopyTo(audio);
        return audio;
    }

    private static void AssertHas(byte[] audio, ReceivedRequest request) =>
        Assert.True(request.Body.AsSpan().IndexOf(audio) > 0, $"{request.Body.Length} bytes came.");

    private sealed class OneWay(byte[] bytes) : ReadOnlyStream
    {
        private int _read;

        public int BreaksAt { get; init; } = int.MaxValue;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read >= BreaksAt)
            {
                throw new IOException("It broke.");
            }

            var count = Math.Min(Math.Min(buffer.Length, bytes.Length - _read), Math.Max(0, BreaksAt - _read));
            bytes.AsSpan(_read, count).CopyTo(buffer.Span);
            _read += count;
            return new(count);
        }
    }
}
