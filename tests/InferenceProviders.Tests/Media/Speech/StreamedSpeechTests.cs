using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interfaces of speech are experimental.

namespace InferenceProviders.Tests.Media.Speech;

/// <summary>Speech in pieces as they come: the bytes of the file, or events.</summary>
public sealed class StreamedSpeechTests
{
    private const string Text = "The train leaves at noon.";
    private const string Done =
        """{"type":"speech.audio.done","usage":{"input_tokens":5,"output_tokens":10,"total_tokens":15}}""";

    private static readonly byte[] Mp3 = [0xFF, 0xFB, 0x90, 0x00, 1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly byte[] More = [9, 10, 11];

    [Fact]
    public async Task The_first_piece_is_there_before_the_last_is_sent()
    {
        var (reached, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = SpeechServer.Speaks(
            "deepinfra", Reply.Open("audio/mpeg", 200, "x-request-id: req-1")
            .Then(Reply.Chunk(Mp3), new ReplyStep.Gate(reached, open.Task), Reply.Chunk(More), Reply.End));
        using var router = server.Router("deepinfra");
        var updates = router.Voice("deepinfra").GetStreamingAudioAsync(Text).GetAsyncEnumerator();

        Assert.True(await updates.MoveNextAsync());
        var first = updates.Current;
        Assert.False(open.Task.IsCompleted);
        open.SetResult();
        Assert.True(await updates.MoveNextAsync());
        var second = updates.Current;
        Assert.True(await updates.MoveNextAsync());
        var last = updates.Current;
        Assert.False(await updates.MoveNextAsync());

        Assert.Equal(TextToSpeechResponseUpdateKind.AudioUpdating, first.Kind);
        Assert.Equal(Mp3, first.Bytes());
        Assert.Equal("audio/mpeg", Assert.IsType<DataContent>(Assert.Single(first.Contents)).MediaType);
        Assert.Equal((MediaServer.Model, "req-1"), (first.ModelId, first.ResponseId));
        Assert.Null(first.GetRoutingReport());
        Assert.Equal(TextToSpeechResponseUpdateKind.AudioUpdating, second.Kind);
        Assert.Equal(More, second.Bytes());
        Assert.Equal(TextToSpeechResponseUpdateKind.SessionClose, last.Kind);
        Assert.Empty(last.Contents);
        var report = last.GetRoutingReport()!;
        Assert.Equal(("deepinfra", "req-1"), (report.Provider, report.RequestId));
        Assert.NotNull(report.TimeToFirstToken);
        Assert.DoesNotContain("stream", server.Asked[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_with_its_length_ends_with_its_last_piece()
    {
        await using var server = SpeechServer.Speaks("deepinfra", Reply.Whole(Mp3, "audio/mpeg"));
        using var router = server.Router("deepinfra");

        var update = Assert.Single(await router.Voice("deepinfra").GetStreamingAudioAsync(Text).ListAsync());

        Assert.Equal(TextToSpeechResponseUpdateKind.AudioUpdated, update.Kind);
        Assert.Equal(Mp3, update.Bytes());
        Assert.NotNull(update.GetRoutingReport());
    }

    [Fact]
    public async Task Events_of_OpenAI_end_with_their_usage()
    {
        await using var server = SpeechServer.Speaks(
            "openai",
            Reply.Stream(
                Wire.Events(SpeechServer.Delta(1, 2, 3, 4), SpeechServer.Delta(5, 6, 7, 8), Done) + Wire.Done));
        using var router = server.Router("openai");

        var updates = await router.AsITextToSpeechClient("gpt-4o-mini-tts", "openai").GetStreamingAudioAsync(Text)
            .ListAsync();

        Assert.Equal(
            [TextToSpeechResponseUpdateKind.AudioUpdating, TextToSpeechResponseUpdateKind.AudioUpdating,
                TextToSpeechResponseUpdateKind.SessionClose],
            updates.Select(update => update.Kind));
        Assert.Equal([1, 2, 3, 4], updates[0].Bytes());
        Assert.Equal([5, 6, 7, 8], updates[1].Bytes());
        Assert.All(updates[..2], update => Assert.Equal("audio/mpeg", ((DataContent)update.Contents[0]).MediaType));
        Assert.All(updates, update => Assert.Equal("gpt-4o-mini-tts", update.ModelId));
        Assert.Equal(Done, Assert.IsType<RawJson>(updates[2].RawRepresentation).ToString());
        var usage = Assert.IsType<UsageContent>(Assert.Single(updates[2].Contents)).Details;
        Assert.Equal((5, 10, 15), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
        Assert.Equal(15, updates[2].GetRoutingReport()!.Usage!.TotalTokenCount);
        Assert.Equal(15, updates.ToTextToSpeechResponse().Usage!.TotalTokenCount);
        Assert.Equal(
            """{"model":"gpt-4o-mini-tts","voice":"alloy","input":"The train leaves at noon.","stream_format":"sse"}""",
            server.Asked[0].Text);
    }

    [Theory]
    [InlineData("tts-1")]
    [InlineData("tts-1-hd")]
    public async Task The_first_models_of_OpenAI_are_not_asked_for_events(string model)
    {
        await using var server = SpeechServer.Speaks("openai", Reply.Chunked([Mp3, More], "audio/mpeg"));
        using var router = server.Router("openai", options => options.HttpMessageHandler = server.Server.Handler());

        var updates = await router.AsITextToSpeechClient(model, "openai").GetStreamingAudioAsync(Text).ListAsync();

        Assert.Equal([.. Mp3, .. More], updates.Bytes());
        Assert.Equal(
            $$"""{"model":"{{model}}","voice":"alloy","input":"The train leaves at noon."}""", server.Asked[0].Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("pcm")]
    public async Task Together_streams_samples(string? format)
    {
        await using var server = SpeechServer.Speaks("together", Reply.Stream(Wire.Events(
            """{"type":"conversation.item.audio_output.delta","item_id":"tts_1","delta":"AQID"}""",
            """{"type":"conversation.item.word_timestamps","words":["The"],"start_seconds":[0.0],"end_seconds":"""
            + """[0.2]}""",
            """{"object":"audio.tts.chunk","model":"m","b64":"BAUG"}""") + Wire.Done));
        using var router = server.Router("together");

        var updates = await router.Voice("together")
            .GetStreamingAudioAsync(Text, new() { AudioFormat = format, VoiceId = "tara" }).ListAsync();

        // No sample is cut in two.
        Assert.Equal([1, 2], updates[0].Bytes());
        Assert.Equal([3, 4, 5, 6], updates[1].Bytes());
        Assert.Equal("audio/l16", ((DataContent)updates[1].Contents[0]).MediaType);
        Assert.Equal(TextToSpeechResponseUpdateKind.SessionClose, updates[2].Kind);
        var body = server.Asked[0].Json;
        Assert.True(body.GetProperty("stream").GetBoolean());
        Assert.Equal(
            ("raw", "pcm_s16le", 24_000),
            (body.GetProperty("response_format").GetString(), body.GetProperty("response_encoding").GetString(),
                body.GetProperty("sample_rate").GetInt32()));
    }

    [Theory]
    [InlineData("mp3", null)]
    [InlineData(null, "false")]
    public async Task Together_is_not_asked_for_a_stream_where_the_caller_wants_something_else(
        string? format, string? stream)
    {
        await using var server = SpeechServer.Speaks("together", Reply.Whole(Mp3, "audio/mpeg"));
        using var router = server.Router("together");
        var options = new TextToSpeechOptions { AudioFormat = format };
        if (stream is not null)
        {
            options.AdditionalProperties = new() { ["stream"] = false };
        }

        var update = Assert.Single(await router.Voice("together").GetStreamingAudioAsync(Text, options).ListAsync());

        Assert.Equal(Mp3, update.Bytes());
        Assert.DoesNotContain("raw", server.Asked[0].Text, StringComparison.Ordinal);
        Assert.Equal(stream is not null, server.Asked[0].Json.TryGetProperty("stream", out _));
    }

    [Fact]
    public async Task A_server_that_refuses_the_stream_is_asked_without()
    {
        await using var server = SpeechServer.Speaks(
            "together", Reply.Json("""{"error":{"message":"stream is not supported for this model"}}""", 400),
            Reply.Whole(Mp3, "audio/mpeg"));
        using var router = server.Router("together", options => options.Routing.MaxAttempts = 2);

        var update = Assert.Single(await router.Voice("together").GetStreamingAudioAsync(Text).ListAsync());

        Assert.Equal(Mp3, update.Bytes());
        Assert.False(server.Asked[1].Json.TryGetProperty("stream", out _));
    }

    [Fact]
    public async Task What_was_spoken_is_paid_for()
    {
        await using var server = SpeechServer.Speaks("deepinfra", Reply.Chunked([Mp3, More], "audio/mpeg"));
        using var router = server.Router("deepinfra", options =>
        {
            options.HttpMessageHandler = server.Server.Handler();
            options.Prices.Add(new() { Model = MediaServer.Model, CharacterPrice = 20m });
        });

        var updates = await router.Voice("deepinfra").GetStreamingAudioAsync(Text).ListAsync();

        Assert.Equal(Text.Length * 20m / 1_000_000, updates[^1].GetRoutingReport()!.Cost);
    }

    [Theory]
    [InlineData("""{"audio":"data:audio/wav;base64,UklGRiQAAABXQVZFZm10IA=="}""")]
    [InlineData("""{"audio":{"b64_json":"UklGRiQAAABXQVZFZm10IA"}}""")]
    [InlineData("""{"audio":"UklGRiQAAABX\nQVZFZm10IA=="}""")]
    public async Task An_answer_in_JSON_is_one_piece(string body)
    {
        await using var server = SpeechServer.Speaks("deepinfra", Reply.Json(body));
        using var router = server.Router("deepinfra");

        var update = Assert.Single(await router.Voice("deepinfra").GetStreamingAudioAsync(Text).ListAsync());

        Assert.Equal(TextToSpeechResponseUpdateKind.AudioUpdated, update.Kind);
        Assert.Equal("audio/wav", ((DataContent)update.Contents[0]).MediaType);
        Assert.Equal(Files.Wav, update.Bytes());
        Assert.NotNull(update.GetRoutingReport());
    }

    [Fact]
    public async Task A_whole_file_that_was_written_as_a_stream_gets_its_length()
    {
        await using var server = SpeechServer.Speaks(
            "deepinfra", Reply.Chunked([SpeechServer.StreamedWav, new byte[8]], "audio/wav"));
        using var router = server.Router("deepinfra", options => options.HttpMessageHandler = server.Server.Handler());

        var file = ((DataContent)(await router.Voice("deepinfra").GetAudioAsync(Text)).Contents[0]).Data.ToArray();

        Assert.Equal(44, BitConverter.ToInt32(file, 4));
        Assert.Equal(8, BitConverter.ToInt32(file, 40));
        Assert.Equal(SpeechServer.StreamedWav[8..40], file[8..40]);
    }

    [Fact]
    public async Task Its_pieces_are_what_was_sent()
    {
        await using var server = SpeechServer.Speaks(
            "deepinfra", Reply.Chunked([SpeechServer.StreamedWav, new byte[8]], "audio/wav"));
        using var router = server.Router("deepinfra", options => options.HttpMessageHandler = server.Server.Handler());

        var updates = await router.Voice("deepinfra").GetStreamingAudioAsync(Text).ListAsync();

        Assert.Equal([.. SpeechServer.StreamedWav, .. new byte[8]], updates.Bytes());
    }

    [Theory]
    [InlineData("pcm", "application/octet-stream", "audio/l16")]
    [InlineData("pcm", "audio/pcm", "audio/l16")]
    [InlineData("audio/l16", null, "audio/l16")]
    [InlineData("opus", null, "audio/opus")]
    [InlineData("flac", "audio/flac", "audio/flac")]
    public async Task Audio_that_does_not_say_what_it_is_is_what_was_asked_for(
        string format, string? label, string type)
    {
        byte[] samples = [1, 0, 2, 0, 3, 0, 4, 0];
        await using var server = SpeechServer.Speaks("deepinfra", Reply.Whole(samples, label));
        using var router = server.Router("deepinfra");
        var voice = router.Voice("deepinfra");

        var whole = (DataContent)(await voice.GetAudioAsync(Text, new() { AudioFormat = format })).Contents[0];
        var streamed = await voice.GetStreamingAudioAsync(Text, new() { AudioFormat = format }).ListAsync();

        Assert.Equal((type, type), (whole.MediaType, ((DataContent)streamed[0].Contents[0]).MediaType));
        Assert.Equal(samples, streamed.Bytes());
    }

    [Fact]
    public async Task An_endpoint_streams_bytes_and_is_asked_for_nothing_more()
    {
        await using var server = ScriptedServer.Start(Reply.Chunked([Mp3, More], "audio/mpeg"));
        using var router = server.Router();

        var updates = await router.AsITextToSpeechClient(new Uri(server.Address, "/v1"), "kokoro")
            .GetStreamingAudioAsync(Text).ListAsync();

        Assert.Equal([.. Mp3, .. More], updates.Bytes());
        Assert.Equal("/v1/audio/speech", server.Requests[0].Target);
        Assert.Equal("""{"model":"kokoro","input":"The train leaves at noon."}""", server.Requests[0].Text);
        Assert.Equal("kokoro", updates[0].ModelId);
    }

    [Theory]
    [InlineData("""{"type":"speech.audio.delta","audio_data":"AQI="}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":"AQI="}}]}""")]
    [InlineData("""{"type":"speech.audio.delta","delta":"AQI="}""")]
    [InlineData("""{"audio":"data:audio/mpeg;base64,AQI="}""")]
    public async Task Events_of_other_servers_are_understood(string delta)
    {
        await using var server = ScriptedServer.Start(Reply.Stream(Wire.Events(delta) + Wire.Done));
        using var router = server.Router();
        var options = new TextToSpeechOptions
        {
            AudioFormat = "mp3",
            AdditionalProperties = new() { ["stream_format"] = "sse" },
        };
        var voice = router.AsITextToSpeechClient(new Uri(server.Address, "/v1"), "m");

        Assert.Equal([1, 2], (await voice.GetStreamingAudioAsync(Text, options).ListAsync()).Bytes());

        // Also where the caller asked for events and for the whole.
        var whole = (DataContent)(await voice.GetAudioAsync(Text, options)).Contents[0];
        Assert.Equal([1, 2], whole.Data.ToArray());
        Assert.Equal("audio/mpeg", whole.MediaType);
    }

    [Theory]
    [InlineData("hf-inference")]
    [InlineData("fal-ai")]
    [InlineData("replicate")]
    public async Task A_provider_that_does_not_stream_gives_one_piece(string provider)
    {
        await using var server = SpeechServer.Speaks(
            provider,
            Reply.Json(
                """{"audio":"data:audio/wav;base64,UklGRiQAAABXQVZFZm10IA==","status":"succeeded","output":"data:"""
                + """audio/wav;base64,UklGRiQAAABXQVZFZm10IA=="}"""));
        using var router = server.Router(provider);

        var update = Assert.Single(await router.Voice(provider).GetStreamingAudioAsync(Text).ListAsync());

        Assert.Equal(TextToSpeechResponseUpdateKind.AudioUpdated, update.Kind);
        Assert.Equal(Files.Wav, update.Bytes());
        Assert.Equal(provider, update.GetRoutingReport()!.Provider);
    }

    [Fact]
    public async Task The_report_survives_the_joining_of_the_pieces()
    {
        await using var server = SpeechServer.Speaks("deepinfra", Reply.Whole(Mp3, "audio/mpeg"));
        using var router = server.Router("deepinfra");

        var response = await router.Voice("deepinfra").GetStreamingAudioAsync(Text).ToTextToSpeechResponseAsync();

        Assert.NotNull(response.GetRoutingReport());
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_first_piece_is_asked_for()
    {
        await using var server = SpeechServer.Speaks("deepinfra", Reply.Whole(Mp3, "audio/mpeg"));
        using var router = server.Router("deepinfra");

        _ = router.Voice("deepinfra").GetStreamingAudioAsync(Text);
        Assert.Throws<ArgumentException>(() => router.Voice("deepinfra").GetStreamingAudioAsync(" "));

        Assert.Empty(server.Asked);
    }
}
