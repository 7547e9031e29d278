using InferenceProviders.Tests.Media.Speech;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interfaces of speech are experimental.

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Speech as servers give it besides the bytes of a file: in JSON under many names, in any base64, under wrong labels
/// (THU-MAIC/OpenMAIC#1395, Portkey-AI/gateway#209, NousResearch/hermes-agent#29364, openai/openai-java#672).
/// </summary>
[Trait("Category", "Field")]
public sealed class SpeechShapesTests
{
    private const string Base64 = "UklGRiQAAABXQVZFZm10IA==";

    [Theory]
    [InlineData("""{"audio":"AUDIO"}""")]
    [InlineData("""{"audio":{"url":"data:audio/wav;base64,AUDIO"}}""")]
    [InlineData("""{"audio":[{"data":"AUDIO"}]}""")]
    [InlineData("""{"audioUrl":"data:audio/x-wav;base64,AUDIO"}""")]
    [InlineData("""{"audioContent":"AUDIO"}""")]
    [InlineData("""{"base64_audio":"AUDIO"}""")]
    [InlineData("""{"data":{"audio":"AUDIO"}}""")]
    [InlineData("""{"data":[{"b64_json":"AUDIO"}]}""")]
    [InlineData("""{"result":{"audio":"AUDIO"}}""")]
    [InlineData("""{"output":{"audio_base64":"AUDIO"}}""")]
    [InlineData("""{"audio":"DATA:audio/wav;codecs=1;BASE64,AUDIO"}""")]
    [InlineData("""{"audio":"data:image/png;base64,AUDIO"}""")]
    [InlineData("""{"audio":"data:;base64,AUDIO"}""")]
    [InlineData("""{"audio":" AUDIO\r\n"}""")]
    [InlineData("""{"audio":"UklGRiQAAABX\r\nQVZFZm10IA==\r\n"}""")]
    [InlineData("""{"audio":"UklGRiQAAABXQVZFZm10IA"}""")]
    public async Task Audio_in_JSON_is_found(string body)
    {
        var audio = await SpeakAsync(Reply.Json(body.Replace("AUDIO", Base64, StringComparison.Ordinal)));

        Assert.StartsWith("audio/", audio.MediaType, StringComparison.Ordinal);
        Assert.Equal(Files.Wav, audio.Data.ToArray());
    }

    [Fact]
    public async Task Both_alphabets_are_read()
    {
        // 0xFB 0xFF is "+/8" in one and "-_8" in the other.
        foreach (var text in new[] { "//uQAAECAwQFBgcI+/8=", "__uQAAECAwQFBgcI-_8", "__uQAAECAwQFBgcI-_8=" })
        {
            var audio = await SpeakAsync(Reply.Json($$"""{"audio":"{{text}}"}"""));

            Assert.Equal("audio/mpeg", audio.MediaType);
            Assert.Equal([0xFB, 0xFF], audio.Data.ToArray()[^2..]);
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("binary/octet-stream")]
    [InlineData("video/mp4")]
    [InlineData("audio/mpeg")]
    [InlineData("audio/*")]
    [InlineData(null)]
    public async Task The_bytes_decide_what_a_file_is(string? label)
    {
        var audio = await SpeakAsync(Reply.Whole(Files.Wav, label));

        Assert.Equal("audio/wav", audio.MediaType);
    }

    [Theory]
    [InlineData("text/html", "<!DOCTYPE html><html><head><title>Sign in</title></head></html>", "Sign in")]
    [InlineData("audio/wav", "<html><body>Bad gateway</body></html>", "HTML")]
    [InlineData("application/json", """{"success":false,"error":"The voice is hoarse."}""", "The voice is hoarse.")]
    [InlineData(
        "application/json", """{"code":50505,"message":"The voice is hoarse.","data":null}""", "The voice is hoarse.")]
    [InlineData("application/json", """{"audio":"not base64!"}""", "that can be decoded")]
    [InlineData("application/json", """{"audio":""}""", "without audio")]
    [InlineData("application/json", "[]", "without audio")]
    [InlineData("text/plain", "The voice is hoarse.", "The voice is hoarse.")]
    [InlineData("audio/mpeg", "", "without audio")]
    public async Task What_is_none_is_an_error_whole_and_streamed(string type, string body, string words)
    {
        await using var server = FieldServer.Start("deepinfra", "text-to-speech", Reply.Whole(Wire.Bytes(body), type));
        using var router = server.Router(options => options.Routing.MaxAttempts = 1);
        var voice = router.AsITextToSpeechClient(FieldServer.Model, "deepinfra");

        var whole = await Assert.ThrowsAsync<InferenceException>(() => voice.GetAudioAsync("Hello."));
        var streamed = await Assert.ThrowsAsync<InferenceException>(
            () => voice.GetStreamingAudioAsync("Hello.").ListAsync());

        Assert.Contains(words, whole.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(whole.Message, streamed.Message);
    }

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x00)]
    public async Task A_WAV_file_of_unknown_length_gets_it(byte unknown)
    {
        byte[] file = [.. SpeechServer.StreamedWav, 1, 2, 3, 4];
        foreach (var at in new[] { 4, 40 })
        {
            file.AsSpan(at, 4).Fill(unknown);
        }

        var audio = (await SpeakAsync(Reply.Whole(file, "audio/wav"))).Data.ToArray();

        Assert.Equal((40, 4), (BitConverter.ToInt32(audio, 4), BitConverter.ToInt32(audio, 40)));
        Assert.Equal(file[44..], audio[44..]);
    }

    [Theory]
    [InlineData(
        "event: speech.audio.delta\r\ndata: {\"type\":\"speech.audio.delta\",\"audio\":\"AQI=\"}\r\n\r\nevent: "
        + "speech.audio.done\r\ndata: {\"type\":\"speech.audio.done\"}\r\n\r\n")]
    [InlineData(": keep-alive\n\ndata:{\"type\":\"speech.audio.delta\",\"audio\":\"AQI=\"}\n\ndata: [DONE]")]
    [InlineData("{\"type\":\"speech.audio.delta\",\"audio\":\"AQI=\"}\n{\"type\":\"speech.audio.done\"}\n")]
    [InlineData(
        "data: {\"type\":\"speech.audio.created\"}\n\ndata: {\"type\":\"speech.audio.delta\",\"audio\":\"\"}\n\ndata:"
        + " {\"type\":\"speech.audio.delta\",\"audio\":\"AQI=\"}\n\ndata: {\"type\":\"speech.audio.done\"}\n\n")]
    public async Task Events_are_read_in_any_frame(string events)
    {
        foreach (var label in new[] { "text/event-stream", "application/json", "audio/mpeg" })
        {
            await using var server = FieldServer.Start(
                "deepinfra", "text-to-speech", Reply.Whole(Wire.Bytes(events), label));
            using var router = server.Router();

            var updates = await router.AsITextToSpeechClient(FieldServer.Model, "deepinfra")
                .GetStreamingAudioAsync("Hello.").ListAsync();

            Assert.Equal([1, 2], updates.Bytes());
            Assert.NotNull(updates[^1].GetRoutingReport());
        }
    }

    private static async Task<DataContent> SpeakAsync(Reply reply)
    {
        await using var server = FieldServer.Start("deepinfra", "text-to-speech", reply);
        using var router = server.Router(options => options.Routing.MaxAttempts = 1);
        var response = await router.AsITextToSpeechClient(FieldServer.Model, "deepinfra").GetAudioAsync("Hello.");
        return Assert.IsType<DataContent>(Assert.Single(response.Contents));
    }
}
