using System.Text;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// A 200 is not yet media: the bytes decide (MCERQUA/OpenVoiceUI#470), in results and in what is sent.
/// </summary>
[Trait("Category", "Field")]
public sealed class MediaBytesTests
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0];
    private static readonly byte[] Mp4 = [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 2, 0, .. "isomiso2"u8];
    private static readonly byte[] M4a = [0, 0, 0, 24, .. "ftypM4A "u8, 0, 0, 2, 0, .. "isomM4A "u8];
    private static readonly byte[] Wav = [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0];
    private static readonly byte[] WebM = [
        0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81, 0x01, 0x42, 0x82, 0x84, .. "webm"u8];

    [Theory]
    [InlineData(null, """{"error":"file expired"}""", "file expired")]
    [InlineData("application/octet-stream", """{"error":"file expired"}""", "file expired")]
    [InlineData(
        "binary/octet-stream", "<!DOCTYPE html><html><head><title>Link expired</title></head></html>",
        "an HTML page, 'Link expired'")]
    [InlineData("image/png", """{"error":"file expired"}""", "file expired")]
    [InlineData("image/png", "<html><title>Sign in</title></html>", "an HTML page, 'Sign in'")]
    [InlineData("video/mp4", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "an HTML page")]
    [InlineData("image/jpeg", "Not found", "Not found")]
    public async Task Text_behind_a_URL_is_an_error_that_says_what_came(string? type, string body, string words)
    {
        foreach (var task in new[] { "text-to-image", "text-to-video" })
        {
            await using var server = FieldServer.Start("replicate", task, (request, index) => index == 0
                ? Reply.Json(
                    $$"""{"id":"p","status":"succeeded","output":["http://{{request.Header("Host")}}/files/x"]}""", 201)
                : Reply.Whole(Encoding.UTF8.GetBytes(body), type));
            using var router = server.Router();

            var error = await Assert.ThrowsAsync<InferenceException>(async () => _ = task == "text-to-image"
                ? (object)await router.AsIImageGenerator(FieldServer.Model, "replicate").GenerateImagesAsync("a cat")
                : await router.AsIVideoGenerator(FieldServer.Model, "replicate").GenerateVideoAsync("a cat"));

            Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.Equal(2, server.Asked.Count);
        }
    }

    [Theory]
    [InlineData("replicate", null, """{"error":"file expired"}""", "file expired")]
    [InlineData("replicate", "audio/mpeg", "<html><title>Sign in</title></html>", "an HTML page, 'Sign in'")]
    [InlineData("fal-ai", "audio/mpeg", "Not found", "Not found")]
    [InlineData("hf-inference", "audio/flac", """{"error":"Model is odd"}""", "Model is odd")]
    [InlineData("hf-inference", null, """{"error":"Model is odd"}""", "Model is odd")]
    [InlineData(
        "hf-inference", "application/octet-stream", "<html><title>Sign in</title></html>", "an HTML page, 'Sign in'")]
    public async Task Text_in_place_of_speech_is_an_error_that_says_what_came(
        string provider, string? type, string body, string words)
    {
        await using var server = FieldServer.Start(
            provider, "text-to-speech", (request, index) => (provider, index) switch
        {
            ("replicate", 0) =>
                Reply.Json(
                    $$"""{"id":"p","status":"succeeded","output":"http://{{request.Header("Host")}}/files/x"}""", 201),
            ("fal-ai", 0) => Reply.Json($$$"""{"audio":{"url":"http://{{{request.Header("Host")}}}/files/x"}}"""),
            _ => Reply.Whole(Encoding.UTF8.GetBytes(body), type),
        });
        using var router = server.Router(options => Route(options, provider));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsITextToSpeechClient(FieldServer.Model, provider).GetAudioAsync("Hi"));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string?, byte[], string> Labels => new()
    {
        { "text/html", Png, "image/png" },
        { "application/json", Png, "image/png" },
        { "video/mp4", Png, "image/png" },
        { "image/jpeg", Png, "image/png" },
        { "image/png", Jpeg, "image/jpeg" },
        { "image/jpg", Jpeg, "image/jpg" },
        { null, Png, "image/png" },
        { "binary/octet-stream", Jpeg, "image/jpeg" },
        { "image/jxl", [0xFF, 0x0A, 0, 1, 2, 3], "image/jxl" },
        { "image/svg+xml", Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"),
            "image/svg+xml" },
    };

    [Theory]
    [MemberData(nameof(Labels))]
    public async Task A_label_gives_way_to_the_bytes(string? label, byte[] bytes, string type)
    {
        await using var behindUrl = FieldServer.Start("together", "text-to-image", (request, index) => index == 0
            ? Reply.Json($$"""{"data":[{"url":"http://{{request.Header("Host")}}/files/x"}]}""")
            : Reply.Whole(bytes, label));
        await using var inBody = FieldServer.Start("hf-inference", "text-to-image", Reply.Whole(bytes, label));
        using var first = behindUrl.Router();
        using var second = inBody.Router(options => Route(options, "hf-inference"));

        foreach (var images in new[] { first.AsIImageGenerator(FieldServer.Model, "together"),
            second.AsIImageGenerator(FieldServer.Model, "hf-inference") })
        {
            var image = Assert.IsType<DataContent>(Assert.Single((await images.GenerateImagesAsync("a cat")).Contents));
            Assert.Equal((type, bytes.Length), (image.MediaType, image.Data.Length));
        }
    }

    public static TheoryData<string?, byte[], string> Sounds => new()
    {
        { "audio/mpeg", Wav, "audio/wav" },
        { "text/plain", Wav, "audio/wav" },
        { "audio/x-wav", Wav, "audio/x-wav" },
        { null, Mp4, "audio/mp4" },
        { "video/mp4", M4a, "video/mp4" },
        { "application/octet-stream", WebM, "audio/webm" },
    };

    [Theory]
    [MemberData(nameof(Sounds))]
    public async Task The_label_of_speech_gives_way_too(string? label, byte[] bytes, string type)
    {
        await using var server = FieldServer.Start("hf-inference", "text-to-speech", Reply.Whole(bytes, label));
        using var router = server.Router(options => Route(options, "hf-inference"));

        var audio = Assert.IsType<DataContent>(
            Assert.Single(
                (await router.AsITextToSpeechClient(FieldServer.Model, "hf-inference").GetAudioAsync("Hi")).Contents));

        Assert.Equal(type, audio.MediaType);
    }

    public static TheoryData<byte[], string> Recordings => new()
    {
        { WebM, "audio/webm" },
        { M4a, "audio/m4a" },
        { Mp4, "audio/m4a" },
        { Wav, "audio/wav" },
        { [.. "OggS"u8, 0, 2], "audio/ogg" },
        { [.. "fLaC"u8, 0, 0], "audio/flac" },
    };

    /// <summary>
    /// The types that Hugging Face's inference toolkit takes (the expectations of dotnet/extensions' own test suites,
    /// WebM and M4A as speech input).
    /// </summary>
    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Recordings_go_out_under_the_types_that_servers_take(byte[] bytes, string type)
    {
        await using var server = FieldServer.Start(
            "hf-inference", "automatic-speech-recognition", Reply.Json("""{"text":"Hi"}"""));
        using var router = server.Router(options => Route(options, "hf-inference"));
        var path = Path.Combine(Path.GetTempPath(), $"field-{Guid.NewGuid():N}.bin");
        await File.WriteAllBytesAsync(path, bytes);
        try
        {
            using var audio = new MemoryStream(bytes);
            await router.AsISpeechToTextClient(FieldServer.Model, "hf-inference").GetTextAsync(audio);
            await router.TranscribeAsync(InferenceMedia.FromFile(path), FieldServer.Model, provider: "hf-inference");
            await router.TranscribeAsync(bytes, FieldServer.Model, provider: "hf-inference");
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal([type, type, type], server.Asked.Select(request => request.Header("Content-Type")));
    }

    [Fact]
    public async Task A_type_that_the_caller_wrote_is_sent_as_it_was_written()
    {
        await using var server = FieldServer.Start(
            "hf-inference", "automatic-speech-recognition", Reply.Json("""{"text":"Hi"}"""));
        using var router = server.Router(options => Route(options, "hf-inference"));

        await router.TranscribeAsync(
            InferenceMedia.FromBytes(WebM, "video/webm"), FieldServer.Model, provider: "hf-inference");

        Assert.Equal("video/webm", server.Asked[0].Header("Content-Type"));
    }

    private static void Route(InferenceProvidersOptions options, string provider)
    {
        if (provider == "hf-inference")
        {
            options.ProviderKeys.Clear();
            options.ProviderEndpoints.Clear();
        }
    }
}
