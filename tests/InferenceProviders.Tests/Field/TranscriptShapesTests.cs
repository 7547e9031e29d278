using InferenceProviders.Tests.Media.Speech;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interfaces of speech are experimental.

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Transcripts as servers give them (speaches-ai/speaches#58 and #86, mudler/LocalAI#9306, vllm-project/vllm#24209 and
/// #49116, neonwatty/bleep-that-shit#67, collabora/WhisperLive#452, elizaOS/eliza#15840).
/// </summary>
[Trait("Category", "Field")]
public sealed class TranscriptShapesTests
{
    [Theory]
    [InlineData("""{"text":"Hello there."}""")]
    [InlineData("""{"text":"Hello there.","segments":null,"words":null,"language":null,"duration":null}""")]
    [InlineData("""{"text":"Hello there.","segments":[],"words":[]}""")]
    [InlineData("""{"text":"Hello there.","segments":{}}""")]
    [InlineData(
        """{"task":"transcribe","language":"english","duration":"2.5","text":"Hello there.","segments":[null,"""
        + """{"id":0,"tokens":[]}]}""")]
    [InlineData("""{"transcript":"Hello there."}""")]
    [InlineData("""{"transcription":"Hello there."}""")]
    [InlineData("\"Hello there.\"")]
    [InlineData("""[{"text":"Hello there."}]""")]
    public async Task A_text_without_times_is_enough(string body)
    {
        var response = await HearAsync(Reply.Json(body));

        Assert.Equal("Hello there.", response.Text);
        Assert.Empty(response.GetSegments());
        Assert.Null(response.StartTime);
    }

    [Theory]
    [InlineData("""{"segments":["Hello ","there."]}""", null, null)]
    [InlineData(
        """{"text":null,"segments":[{"text":"Hello ","start":0.5,"end":1},{"text":"there.","start":1,"end":2}]}""", 0.5,
        2.0)]
    [InlineData("""{"text":"Hello there.","segments":[{"text":"Hello there.","start":"0.5","end":"2.0"}]}""", 0.5, 2.0)]
    [InlineData("""{"text":"Hello there.","segments":[{"text":"Hello there.","start":"0.5s","end":"2s"}]}""", 0.5, 2.0)]
    [InlineData(
        """{"text":"Hello there.","segments":[{"text":"Hello there.","start":"00:00:00.500","end":"00:00:02,000"}]}""",
        0.5, 2.0)]
    [InlineData(
        """{"text":"Hello there.","segments":[{"text":"Hello there.","start_time":0.5,"end_time":null}]}""", 0.5, null)]
    [InlineData("""{"text":"Hello there.","chunks":[{"text":"Hello there.","timestamp":[0.5,null]}]}""", 0.5, null)]
    [InlineData("""{"text":"Hello there.","chunks":[{"text":"Hello there.","timestamp":null}]}""", null, null)]
    [InlineData("""{"text":"Hello there.","chunks":[{"text":"Hello there.","timestamp":["0.5","2"]}]}""", 0.5, 2.0)]
    [InlineData("""{"text":"Hello there.","segments":[{"text":"Hello there.","start":-1,"end":1e300}]}""", null, null)]
    [InlineData(
        """{"text":"Hello there.","words":[{"word":"Hello","start":0.5,"end":1},{"word":"there","start":1,"end":2}]}""",
        0.5, 2.0)]
    [InlineData(
        """{"text":"Hello there.","words":[{"word":"Hello","start":"0.5","end":null},{"word":"there","start":null"""
        + ""","end":"2"}]}""",
        0.5, 2.0)]
    [InlineData("""{"text":"Hello there.","words":["Hello","there"]}""", null, null)]
    public async Task Times_are_read_as_they_are_written(string body, double? start, double? end)
    {
        var response = await HearAsync(Reply.Json(body));

        Assert.Equal("Hello there.", response.Text);
        Assert.Equal((start, end), (response.StartTime?.TotalSeconds, response.EndTime?.TotalSeconds));
    }

    [Theory]
    [InlineData(
        """{"text":"Hello there.","speaker_segments":[{"id":1,"speaker_id":"SPEAKER_01","start":0,"end":2"""
        + ""","text":"Hello there."}],"segments":[{"text":"Hello","start":0,"end":1}]}""",
        "SPEAKER_01")]
    [InlineData(
        """{"text":"Hello there.","segments":[{"speaker":"A","start":0,"end":2,"text":"Hello there."}]}""", "A")]
    [InlineData("""{"text":"Hello there.","segments":[{"speaker":0,"start":0,"end":2,"text":"Hello there."}]}""", "0")]
    [InlineData(
        """{"text":"Hello there.","utterances":[{"speaker_label":"spk_0","start":0,"end":2,"transcript":"Hello """
        + """there."}]}""",
        "spk_0")]
    public async Task Speakers_are_told_apart(string body, string speaker)
    {
        var segment = Assert.Single((await HearAsync(Reply.Json(body))).GetSegments());

        Assert.Equal(("Hello there.", speaker, TimeSpan.FromSeconds(2)), (segment.Text, segment.Speaker, segment.End));
    }

    [Theory]
    [InlineData(
        """{"transcripts":[{"channel_index":0,"text":"Hello","words":[]},{"channel_index":1,"text":"there."}]}""")]
    [InlineData(
        """{"results":{"channels":[{"alternatives":[{"transcript":"Hello","confidence":0.9},"""
        + """{"transcript":"Hallo"}]},{"alternatives":[{"transcript":"there."}]}]}}""")]
    [InlineData("""{"channels":[{"text":"Hello"},{"text":"there."}]}""")]
    public async Task Channels_are_lines(string body)
    {
        Assert.Equal("Hello\nthere.", (await HearAsync(Reply.Json(body))).Text);
    }

    [Theory]
    [InlineData("""{"text":"Hi","language":"en"}""", "en")]
    [InlineData("""{"text":"Hi","language":"english"}""", "english")]
    [InlineData("""{"text":"Hi","detected_language":"de"}""", "de")]
    [InlineData("""{"text":"Hi","language_code":"eng"}""", "eng")]
    [InlineData("""{"text":"Hi","language":["en","de"]}""", null)]
    public async Task The_language_is_the_providers_word(string body, string? language)
    {
        Assert.Equal(language, (await HearAsync(Reply.Json(body))).AdditionalProperties!.GetValueOrDefault("language"));
    }

    [Theory]
    [InlineData(
        "srt",
        "1\r\n00:00:00,500 --> 00:00:02,000\r\nHello\r\nthere.\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nBye.\r\n")]
    [InlineData(
        "vtt",
        "\uFEFFWEBVTT\n\nNOTE made by hand\n\n00:00.500 --> 00:02.000 align:start\nHello\nthere.\n\n00:00:02.000 --> "
        + "00:00:03.000\nBye.\n")]
    public async Task Subtitles_are_given_whole_and_in_pieces(string format, string body)
    {
        foreach (var type in new[] { "text/plain; charset=utf-8", "text/vtt", "application/x-subrip",
            "application/json" })
        {
            var response = await HearAsync(Reply.Whole(Wire.Bytes(body), type), new() { ["response_format"] = format });

            Assert.Equal(body.TrimStart('\uFEFF').TrimEnd(), response.Text);
            Assert.Equal(
                [new TranscriptSegment("Hello\nthere.", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2)),
                    new("Bye.", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3))],
                response.GetSegments());
        }
    }

    [Theory]
    [InlineData("Hello there.\n", "Hello there.")]
    [InlineData("", "")]
    [InlineData("\"Hello there.\"", "\"Hello there.\"")]
    public async Task A_plain_text_is_the_transcript_where_it_was_asked_for(string body, string text)
    {
        Assert.Equal(
            text,
            (await HearAsync(
                Reply.Whole(Wire.Bytes(body), "text/plain"), new() { ["response_format"] = "text" })).Text);
    }

    [Theory]
    [InlineData("Hello there.", null, "not JSON")]
    [InlineData("<html><title>Sign in</title></html>", "text", "Sign in")]
    [InlineData("""{"error":{"message":"The ear is deaf."}}""", "text", "The ear is deaf.")]
    [InlineData("""{"error":"The ear is deaf.","text":null}""", null, "The ear is deaf.")]
    [InlineData("""{"success":false,"message":"The ear is deaf."}""", null, "The ear is deaf.")]
    [InlineData("""{"segments":[]}""", null, "without a text")]
    [InlineData("{}", null, "without a text")]
    public async Task What_is_no_transcript_is_an_error(string body, string? format, string words)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(() => HearAsync(
            Reply.Whole(Wire.Bytes(body), "text/plain"), format is null
                ? null
                : new() { ["response_format"] = format }));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audio/aac", "audio.m4a")]
    [InlineData("audio/mp4", "audio.m4a")]
    [InlineData("audio/x-m4a", "audio.m4a")]
    [InlineData("audio/webm;codecs=opus", "audio.webm")]
    [InlineData("video/webm", "audio.webm")]
    [InlineData("audio/ogg; codecs=opus", "audio.ogg")]
    [InlineData("audio/opus", "audio.ogg")]
    [InlineData("audio/mp3", "audio.mp3")]
    [InlineData("audio/x-flac", "audio.flac")]
    [InlineData("audio/x-wav", "audio.wav")]
    public async Task The_name_of_the_file_is_one_that_servers_take(string type, string name)
    {
        await using var server = FieldServer.Start(
            "together", "automatic-speech-recognition", Reply.Json("""{"text":"Hi"}"""));
        using var router = server.Router();
        using var audio = new MemoryStream([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

        await router.AsISpeechToTextClient(
            FieldServer.Model, "together").GetTextAsync(audio, new InferenceSpeechToTextOptions { MediaType = type });

        Assert.Contains($"filename=\"{name}\"", server.Asked[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_a_field_for_each()
    {
        await using var server = FieldServer.Start(
            "together", "automatic-speech-recognition", Reply.Json("""{"text":"Hi"}"""));
        using var router = server.Router();
        using var audio = new MemoryStream(Files.Wav);

        await router.AsISpeechToTextClient(FieldServer.Model, "together")
            .GetTextAsync(audio,
                new() { AdditionalProperties = new() { ["timestamp_granularities[]"] = new[] { "word", "segment" } } });

        Assert.Contains(
            "name=\"timestamp_granularities[]\"\r\n\r\nword\r\n", server.Asked[0].Text, StringComparison.Ordinal);
        Assert.Contains(
            "name=\"timestamp_granularities[]\"\r\n\r\nsegment\r\n", server.Asked[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "vLLM finishes every piece of the recording",
        """{"object":"transcription.chunk","choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}""",
        """{"object":"transcription.chunk","choices":[{"delta":{"content":" there."},"finish_reason":"stop"}]}""",
        "[DONE]")]
    [InlineData(
        "WhisperLive has segments", """{"id":0,"start":0.0,"end":1.0,"text":"Hello"}""",
        """{"id":1,"start":1.0,"end":2.0,"text":"there."}""", "[DONE]")]
    [InlineData(
        "the first delta is empty", """{"type":"transcript.text.delta","delta":""}""",
        """{"type":"transcript.text.delta","delta":"Hello there."}""",
        """{"type":"transcript.text.done","text":"Hello there."}""")]
    [InlineData("the end alone has the text", """{"type":"transcript.text.done","text":"Hello there.","usage":null}""")]
    [InlineData(
        "probabilities beside the text",
        """{"type":"transcript.text.delta","delta":"Hello there.","logprobs":[{"token":"Hello","logprob":-0.1"""
        + ""","bytes":[72]}]}""",
        """{"type":"transcript.text.done","text":"Hello there.","logprobs":[]}""")]
    public async Task Events_of_servers_are_read(string what, params string[] events)
    {
        var updates = await StreamAsync(events);

        Assert.True("Hello there." == updates.ToSpeechToTextResponse().Text, what);
        Assert.NotNull(updates[^1].GetRoutingReport());
    }

    [Theory]
    [InlineData(
        """{"object":"transcription.chunk","choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}""",
        """{"object":"transcription.chunk","choices":[{"delta":{"content":" there"},"finish_reason":null}]}""")]
    [InlineData("""{"type":"transcript.text.delta","delta":"Hello"}""", """{"error":"The ear is deaf."}""")]
    public async Task A_stream_that_stops_in_the_middle_is_an_error(params string[] events)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(() => StreamAsync(events));

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
    }

    private static async Task<SpeechToTextResponse> HearAsync(
        Reply reply, AdditionalPropertiesDictionary? fields = null)
    {
        await using var server = FieldServer.Start("deepinfra", "automatic-speech-recognition", reply);
        using var router = server.Router(options => options.Routing.MaxAttempts = 1);
        using var audio = new MemoryStream(Files.Wav);
        return await router.AsISpeechToTextClient(
            FieldServer.Model, "deepinfra").GetTextAsync(audio, new() { AdditionalProperties = fields });
    }

    private static async Task<List<SpeechToTextResponseUpdate>> StreamAsync(string[] events)
    {
        await using var server = ScriptedServer.Start(Reply.Stream(Wire.Events(events)));
        using var router = server.Router();
        using var audio = new MemoryStream(Files.Wav);
        return await router.AsISpeechToTextClient(new Uri(server.Address, "/v1")).GetStreamingTextAsync(audio)
            .ListAsync();
    }
}
