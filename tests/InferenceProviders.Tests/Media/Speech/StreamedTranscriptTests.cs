using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interfaces of speech are experimental.

namespace InferenceProviders.Tests.Media.Speech;

/// <summary>Transcripts in events, as each server has them.</summary>
public sealed class StreamedTranscriptTests
{
    private const string Asked = "name=\"stream\"\r\n\r\ntrue\r\n";
    private const string Done =
        """{"type":"transcript.text.done","text":"Hello world.","usage":{"type":"tokens","input_tokens":43"""
        + ""","input_token_details":{"text_tokens":0,"audio_tokens":43},"output_tokens":13,"total_tokens":56}}""";

    [Fact]
    public async Task The_first_words_are_there_before_the_last_are_sent()
    {
        var (reached, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            Reply.Chunk(Wire.Events(Delta("Hello"))), new ReplyStep.Gate(reached, open.Task),
            Reply.Chunk(Wire.Events(Delta(" world."), Done)), Reply.End));
        using var router = server.Router();
        using var audio = new MemoryStream(Files.Wav);
        var updates = Ear(server, router).GetStreamingTextAsync(audio).GetAsyncEnumerator();

        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("Hello", updates.Current.Text);
        Assert.False(open.Task.IsCompleted);
        open.SetResult();
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal(" world.", updates.Current.Text);
        Assert.Null(updates.Current.GetRoutingReport());
        Assert.True(await updates.MoveNextAsync());

        Assert.Equal(SpeechToTextResponseUpdateKind.SessionClose, updates.Current.Kind);
        Assert.Equal("endpoint", updates.Current.GetRoutingReport()!.Provider);
        Assert.False(await updates.MoveNextAsync());
        Assert.Contains(Asked, server.Requests[0].Text, StringComparison.Ordinal);
        Assert.Equal("/v1/audio/transcriptions", server.Requests[0].Target);
    }

    [Fact]
    public async Task Segments_of_OpenAI_have_their_times_and_speakers()
    {
        var updates = await HearAsync(
            Delta("Hello world."),
            """{"type":"transcript.text.segment","id":"seg_001","start":0.0,"end":2.5,"text":"Hello """
            + """world.","speaker":"speaker_0"}""",
            Done, "[DONE]");

        Assert.Equal(3, updates.Count);
        Assert.Equal((SpeechToTextResponseUpdateKind.TextUpdated, "Hello world."), (updates[0].Kind, updates[0].Text));
        Assert.IsType<RawJson>(updates[0].RawRepresentation);
        Assert.Equal((SpeechToTextResponseUpdateKind.TextUpdated, ""), (updates[1].Kind, updates[1].Text));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(2.5)), (updates[1].StartTime, updates[1].EndTime));
        Assert.Equal(
            new TranscriptSegment("Hello world.", TimeSpan.Zero, TimeSpan.FromSeconds(2.5)) { Speaker = "speaker_0" },
            Assert.Single(updates[1].GetSegments()));
        Assert.Equal(SpeechToTextResponseUpdateKind.SessionClose, updates[2].Kind);
        var usage = updates[2].Contents.OfType<UsageContent>().Single().Details;
        Assert.Equal(
            (43, 13, 56, 43, 0),
            (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.InputAudioTokenCount,
                usage.InputTextTokenCount));

        var whole = updates.ToSpeechToTextResponse();
        Assert.Equal("Hello world.", whole.Text);
        Assert.Single(whole.GetSegments());
        Assert.Equal(56, whole.Usage!.TotalTokenCount);
        Assert.Equal(TimeSpan.FromSeconds(2.5), whole.EndTime);
    }

    [Theory]
    [InlineData(
        "segments alone",
        """{"type":"transcript.text.segment","id":"s1","start":0,"end":1,"text":"Hello","speaker":"A"}""",
        """{"type":"transcript.text.segment","id":"s2","start":1,"end":2,"text":"world.","speaker":"B"}""")]
    [InlineData(
        "a segment before its delta",
        """{"type":"transcript.text.segment","id":"s1","start":0,"end":1,"text":"Hello","speaker":"A"}""",
        """{"type":"transcript.text.delta","segment_id":"s1","delta":"Hello"}""",
        """{"type":"transcript.text.delta","delta":" world."}""")]
    [InlineData("no pieces")]
    [InlineData("a piece that was lost", """{"type":"transcript.text.delta","delta":"Hello"}""")]
    [InlineData(
        "hypotheses beside the text", """{"type":"transcript.text.partial","text":"Hell"}""",
        """{"type":"transcript.text.delta","delta":"Hello world."}""")]
    public async Task Nothing_is_said_twice_and_nothing_is_lost(string what, params string[] events)
    {
        var updates = await HearAsync([.. events, Done]);

        Assert.True("Hello world." == string.Concat(updates.Select(update => update.Text)), what);
    }

    [Fact]
    public async Task Events_of_Mistral_are_understood()
    {
        var updates = await HearAsync(
            """{"type":"transcription.language","audio_language":"en"}""",
            """{"type":"transcription.text.delta","text":"Hello"}""",
            """{"type":"transcription.text.delta","text":" world."}""",
            """{"type":"transcription.segment","text":"Hello world.","start":0.4,"end":1.75"""
            + ""","speaker_id":"speaker_1"}""",
            """{"type":"transcription.done","model":"voxtral-mini-latest","text":"Hello """
            + """world.","language":"en","segments":[],"usage":{"prompt_audio_seconds":2,"prompt_tokens":4"""
            + ""","total_tokens":12,"completion_tokens":8}}""");

        Assert.Equal("Hello world.", updates.ToSpeechToTextResponse().Text);
        var segment = Assert.Single(updates[^1].GetSegments());
        Assert.Equal(
            (TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1.75), "speaker_1"),
            (segment.Start, segment.End, segment.Speaker));
        Assert.Equal("en", updates[^1].AdditionalProperties!["language"]);
        Assert.Equal(12, updates[^1].GetRoutingReport()!.Usage!.TotalTokenCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chunks_of_vLLM_are_understood(bool says)
    {
        string[] events =
        [
            """{"id":"trsc-1","object":"transcription.chunk","created":1,"model":"m","choices":[{"delta":"""
                + """{"content":"Hello"},"finish_reason":null,"stop_reason":null}]}""",
            """{"id":"trsc-1","object":"transcription.chunk","created":1,"model":"m","choices":[{"delta":"""
            + """{"content":" world."},"finish_reason":"stop","stop_reason":null}]}""",
            """{"id":"trsc-1","object":"transcription.chunk","created":1,"model":"m","choices":[],"usage":"""
            + """{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""",
        ];

        var updates = await HearAsync(says ? [.. events, "[DONE]"] : events);

        Assert.Equal(["Hello", " world.", ""], updates.Select(update => update.Text));
        Assert.Equal(5, updates[^1].GetRoutingReport()!.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task Pieces_without_a_type_are_understood()
    {
        var updates = await HearAsync("""{"text":"Hello"}""", """{"text":" world.","start":"1.5s","end":null}""");

        Assert.Equal("Hello world.", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(TimeSpan.FromSeconds(1.5), Assert.Single(updates[^1].GetSegments()).Start);
    }

    [Fact]
    public async Task Hypotheses_of_fal_are_given_as_far_as_they_stand()
    {
        await using var server = MediaServer.Start(
            "fal-ai", "automatic-speech-recognition", (_, _) => Reply.Stream(Wire.Events(
                """{"output":"Hello","partial":true}""", """{"output":"Hello word","partial":true}""",
                """{"output":"Hello world","partial":true}""",
                """{"output":"Hello word.","partial":false}""")),
            "fal-ai/nemotron/asr");
        using var router = server.Router("fal-ai");
        using var audio = new MemoryStream([0xFF, 0xFB, 0x90, 0x00, 1]);

        var updates = await router.Ear("fal-ai").GetStreamingTextAsync(audio).ListAsync();

        Assert.Equal(["Hello", " word", "."], updates.Select(update => update.Text));
        Assert.Equal("POST /provider/fal-ai/nemotron/asr/stream", server.Lines[0]);
    }

    [Theory]
    [InlineData("deepinfra")]
    [InlineData("together")]
    [InlineData("fal-ai")]
    [InlineData("hf-inference")]
    [InlineData("replicate")]
    public async Task A_provider_that_does_not_stream_gives_one_update(string provider)
    {
        await using var server = SpeechServer.Hears(
            provider,
            Reply.Json(
                """{"text":"Hello.","output":"Hello.","status":"succeeded","chunks":[{"text":"Hello.","timestamp":"""
                + """[0,1.5]}]}"""));
        using var router = server.Router(provider);
        using var audio = new MemoryStream([0xFF, 0xFB, 0x90, 0x00, 1]);

        var update = Assert.Single(await router.Ear(provider).GetStreamingTextAsync(audio).ListAsync());

        Assert.Equal((SpeechToTextResponseUpdateKind.TextUpdated, "Hello."), (update.Kind, update.Text));
        Assert.Equal(provider, update.GetRoutingReport()!.Provider);
        Assert.DoesNotContain("\"stream\"", server.Asked[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("return_timestamps", true)]
    [InlineData("response_format", "verbose_json")]
    [InlineData("response_format", "srt")]
    [InlineData("stream", false)]
    public async Task What_comes_as_a_whole_only_is_not_asked_for_in_events(string name, object value)
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"text":"Hello.","segments":[{"text":"Hello.","start":0,"end":1.5}]}"""));
        using var router = server.Router();
        using var audio = new MemoryStream(Files.Wav);

        var update = Assert.Single(
            await Ear(server, router)
            .GetStreamingTextAsync(audio, new() { AdditionalProperties = new() { [name] = value } }).ListAsync());

        Assert.Equal("Hello.", update.Text);
        Assert.DoesNotContain(Asked, server.Requests[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_word_is_asked_without()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"error":{"message":"unknown param `stream`","code":"unknown_parameter"}}""", 400),
            Reply.Json("""{"text":"Hello."}"""));
        using var router = server.Router(options => options.Routing.MaxAttempts = 2);
        using var audio = new MemoryStream(Files.Wav);

        var update = Assert.Single(await Ear(server, router).GetStreamingTextAsync(audio).ListAsync());

        Assert.Equal("Hello.", update.Text);
        Assert.DoesNotContain(Asked, server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_cut_is_an_error_with_what_had_come()
    {
        var read = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            Reply.Chunk(Wire.Events(Delta("Hello"))), new ReplyStep.Gate(new TaskCompletionSource(), read.Task),
            new ReplyStep.Reset()));
        using var router = server.Router(options => options.Routing.MaxAttempts = 3);
        using var audio = new MemoryStream(Files.Wav);
        var updates = Ear(server, router).GetStreamingTextAsync(audio).GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());
        read.SetResult();

        var error = await Assert.ThrowsAsync<InferenceException>(async () => await updates.MoveNextAsync());

        Assert.Equal((InferenceErrorKind.Interrupted, "Hello"), (error.Kind, error.PartialText));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""{"type":"transcript.text.delta","delta":"Hello"}""")]
    [InlineData("""{"object":"transcription.chunk","choices":[{"delta":{"content":"Hello"},"finish_reason":null}]}""")]
    [InlineData("""{"type":"transcription.text.delta","text":"Hello"}""")]
    public async Task A_stream_without_an_end_is_an_error(string @event)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(() => HearAsync(@event));

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Equal("Hello", error.PartialText);
    }

    [Fact]
    public async Task An_error_inside_the_stream_is_told_in_its_words()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                HearAsync(
                    Delta("Hello"), """{"error":{"message":"The ear is deaf.","type":"server_error","code":500}}"""));

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Contains("The ear is deaf.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_up_closes_the_connection()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk(Wire.Events(Delta("Hello"))), new ReplyStep.Hang()));
        using var router = server.Router();
        using var audio = new MemoryStream(Files.Wav);

        await foreach (var update in Ear(server, router).GetStreamingTextAsync(audio))
        {
            break;
        }

        await server.ClientClosed;
    }

    [Fact]
    public async Task Seconds_that_the_provider_counted_are_paid_for()
    {
        await using var server = SpeechServer.Hears(
            "openai",
            Reply.Stream(
                Wire.Events(
                    Delta("Hello"),
                    """{"type":"transcript.text.done","text":"Hello","usage":{"type":"duration","seconds":30}}""")));
        using var router = server.Router(
            "openai", options => options.Prices.Add(new() { Model = "whisper-1", AudioMinutePrice = 0.006m }));
        using var audio = new MemoryStream(Files.Wav);

        var updates = await router.AsISpeechToTextClient("whisper-1", "openai").GetStreamingTextAsync(audio)
            .ListAsync();

        Assert.Equal(0.003m, updates[^1].GetRoutingReport()!.Cost);
        Assert.Empty(updates[^1].Contents.OfType<UsageContent>());
        Assert.Equal("POST /provider/v1/audio/transcriptions", server.Lines[0]);
    }

    [Fact]
    public async Task A_whole_transcript_has_its_usage()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(
                """{"text":"Hello.","usage":{"type":"tokens","input_tokens":4,"input_token_details":"""
                + """{"audio_tokens":4},"output_tokens":2,"total_tokens":6}}"""));
        using var router = server.Router();
        using var audio = new MemoryStream(Files.Wav);

        var response = await Ear(server, router).GetTextAsync(audio);

        Assert.Equal((6, 4), (response.Usage!.TotalTokenCount, response.Usage.InputAudioTokenCount));
        Assert.Equal(6, response.GetRoutingReport()!.Usage!.TotalTokenCount);
    }

    private static string Delta(string text) => $$"""{"type":"transcript.text.delta","delta":"{{text}}"}""";

    private static ISpeechToTextClient Ear(ScriptedServer server, InferenceRouter router) =>
        router.AsISpeechToTextClient(new Uri(server.Address, "/v1"), "m");

    private static async Task<List<SpeechToTextResponseUpdate>> HearAsync(params string[] events)
    {
        await using var server = ScriptedServer.Start(Reply.Stream(Wire.Events(events)));
        using var router = server.Router();
        using var audio = new MemoryStream(Files.Wav);
        return await Ear(server, router).GetStreamingTextAsync(audio).ListAsync();
    }
}
