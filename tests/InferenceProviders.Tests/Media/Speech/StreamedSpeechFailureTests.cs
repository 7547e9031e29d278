using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interfaces of speech are experimental.

namespace InferenceProviders.Tests.Media.Speech;

/// <summary>Streams of speech that break off, say nothing, or are no audio.</summary>
public sealed class StreamedSpeechFailureTests
{
    private const string Text = "The train leaves at noon.";

    private static readonly byte[] Mp3 = [0xFF, 0xFB, 0x90, 0x00, 1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_is_cut_is_an_error_and_is_not_asked_for_again(bool isReset)
    {
        var read = new TaskCompletionSource();
        await using var server = SpeechServer.Speaks("deepinfra", Reply.Open("audio/mpeg").Then(
            Reply.Chunk(Mp3), new ReplyStep.Gate(new TaskCompletionSource(), read.Task), isReset
                ? new ReplyStep.Reset()
                : new ReplyStep.Finish()));
        using var router = server.Router("deepinfra", options => options.Routing.MaxAttempts = 3);
        var updates = router.Voice("deepinfra").GetStreamingAudioAsync(Text).GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());
        read.SetResult();

        var error = await Assert.ThrowsAsync<InferenceException>(async () => await updates.MoveNextAsync());

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Equal("deepinfra", error.RoutingReport!.Provider);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Before_the_first_piece_another_attempt_is_made()
    {
        await using var server = SpeechServer.Speaks(
            "deepinfra", Reply.Open("audio/mpeg").Then(new ReplyStep.Reset()), Reply.Whole(Mp3, "audio/mpeg"));
        using var router = server.Router("deepinfra", options => options.Routing.MaxAttempts = 2);

        var updates = await router.Voice("deepinfra").GetStreamingAudioAsync(Text).ListAsync();

        Assert.Equal(Mp3, updates.Bytes());
        Assert.Equal(2, updates[^1].GetRoutingReport()!.Attempts.Count);
    }

    [Fact]
    public async Task Events_without_an_end_are_an_error()
    {
        await using var server = SpeechServer.Speaks("openai", Reply.Stream(Wire.Events(SpeechServer.Delta(1, 2))));
        using var router = server.Router("openai");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsITextToSpeechClient("gpt-4o-mini-tts", "openai").GetStreamingAudioAsync(Text).ListAsync());

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Contains("ended in the middle", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("data: {\"type\":\"speech.audio.done\"}\n\n")]
    public async Task Events_without_audio_are_an_error(string events)
    {
        await using var server = SpeechServer.Speaks("openai", Reply.Stream(events));
        using var router = server.Router("openai");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsITextToSpeechClient("gpt-4o-mini-tts", "openai").GetStreamingAudioAsync(Text).ListAsync());

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("without audio", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "data: {\"type\":\"error\",\"error\":{\"message\":\"The voice is hoarse.\",\"code\":\"server_error\"}}\n\n")]
    [InlineData("event: error\ndata: {\"message\":\"The voice is hoarse.\"}\n\n")]
    [InlineData("data: {\"error\":\"The voice is hoarse.\"}\n\n")]
    public async Task An_error_inside_the_stream_is_told_in_its_words(string failure)
    {
        await using var server = SpeechServer.Speaks(
            "openai", Reply.Stream(Wire.Events(SpeechServer.Delta(1, 2)) + failure));
        using var router = server.Router("openai");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsITextToSpeechClient("gpt-4o-mini-tts", "openai").GetStreamingAudioAsync(Text).ListAsync());

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Contains("The voice is hoarse.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_up_closes_the_connection()
    {
        await using var server = SpeechServer.Speaks(
            "deepinfra", Reply.Open("audio/mpeg").Then(Reply.Chunk(Mp3), new ReplyStep.Hang()));
        using var router = server.Router("deepinfra");
        using var cancellation = new CancellationTokenSource();
        var updates = router.Voice("deepinfra").GetStreamingAudioAsync(Text, cancellationToken: cancellation.Token)
            .GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());

        var next = updates.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await server.Server.ClientClosed;
    }

    [Fact]
    public async Task Leaving_the_loop_closes_the_connection()
    {
        await using var server = SpeechServer.Speaks(
            "deepinfra", Reply.Open("audio/mpeg").Then(Reply.Chunk(Mp3), new ReplyStep.Hang()));
        using var router = server.Router("deepinfra");

        await foreach (var update in router.Voice("deepinfra").GetStreamingAudioAsync(Text))
        {
            break;
        }

        await server.Server.ClientClosed;
    }

    [Fact]
    public async Task Silence_in_the_middle_ends_the_call()
    {
        var time = new ManualTime();
        await using var server = SpeechServer.Speaks(
            "deepinfra", Reply.Open("audio/mpeg").Then(Reply.Chunk(Mp3), new ReplyStep.Hang()));
        using var router = server.Router("deepinfra", options =>
        {
            options.TimeProvider = time;
            options.Timeouts.BetweenTokens = TimeSpan.FromSeconds(7);
        });
        var updates = router.Voice("deepinfra").GetStreamingAudioAsync(Text).GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());
        var next = updates.MoveNextAsync().AsTask();
        await time.AlarmSetAsync(TimeSpan.FromSeconds(7));

        time.Advance(TimeSpan.FromSeconds(7));

        var error = await Assert.ThrowsAsync<InferenceException>(() => next);
        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Contains("nothing came for 7 s, in the middle of the answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_unknown_length_that_ends_without_a_frame_is_cut_where_its_header_says_more()
    {
        byte[] wav = [.. "RIFF"u8, 0, 1, 0, 0, .. "WAVEfmt "u8, .. new byte[40]];
        await using var server = SpeechServer.Speaks("deepinfra", new Reply(
            new ReplyStep.Send(
                [.. "HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nConnection: close\r\n\r\n"u8, .. wav]),
                new ReplyStep.Finish()));
        using var router = server.Router("deepinfra");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.Voice("deepinfra").GetStreamingAudioAsync(Text).ListAsync());

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
    }

    [Theory]
    [InlineData("text/html", "<html><title>Bad gateway</title></html>", InferenceErrorKind.Protocol, "Bad gateway")]
    [InlineData(
        "audio/mpeg", """{"error":{"message":"The voice is hoarse."}}""", InferenceErrorKind.ProviderUnavailable,
        "The voice is hoarse.")]
    [InlineData(
        "application/json", """{"detail":"The voice is hoarse."}""", InferenceErrorKind.ProviderUnavailable,
        "The voice is hoarse.")]
    [InlineData("audio/mpeg", "", InferenceErrorKind.Protocol, "without audio")]
    [InlineData("image/png", "\u0089PNG", InferenceErrorKind.Protocol, "without audio")]
    public async Task What_is_no_audio_is_an_error(string type, string body, InferenceErrorKind kind, string words)
    {
        await using var server = SpeechServer.Speaks(
            "deepinfra", Reply.Whole(type == "image/png" ? Files.Png : Wire.Bytes(body), type));
        using var router = server.Router("deepinfra");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.Voice("deepinfra").GetStreamingAudioAsync(Text).ListAsync());

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(kind, error.Kind);
    }
}
