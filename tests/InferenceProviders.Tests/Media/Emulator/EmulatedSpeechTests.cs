using System.Text;
using InferenceProviders.Emulator;
using InferenceProviders.Tests.Media.Speech;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interfaces of speech are experimental.

namespace InferenceProviders.Tests.Media.Emulator;

/// <summary>
/// What the abstract suites of Microsoft.Extensions.AI expect of clients for speech, over every provider that has the
/// task, and over a server of one's own. (dotnet/extensions, SpeechToTextClientIntegrationTests and
/// TextToSpeechClientIntegrationTests.)
/// </summary>
public sealed class EmulatedSpeechTests
{
    private const string Text = "The train leaves at noon from the second platform.";

    public static TheoryData<string, string, bool> Voices => new()
    {
        { "deepinfra", "hexgrad/Kokoro-82M", false },
        { "fal-ai", "hexgrad/Kokoro-82M", false },
        { "hf-inference", "espnet/kan-bayashi_ljspeech_vits", false },
        { "replicate", "hexgrad/Kokoro-82M", false },
        { "together", "hexgrad/Kokoro-82M", true },
        { "openai", "gpt-4o-mini-tts", true },
        { "openai", "tts-1", true },
        { "", "endpoint", true },
    };

    public static TheoryData<string, string, bool> Ears => new()
    {
        { "deepinfra", "nvidia/nemotron-3.5-asr-streaming-0.6b", false },
        { "fal-ai", "openai/whisper-large-v3", false },
        { "hf-inference", "openai/whisper-large-v3", false },
        { "replicate", "openai/whisper-large-v3", false },
        { "together", "openai/whisper-large-v3", false },
        { "openai", "gpt-4o-transcribe", true },
        { "", "endpoint", true },
    };

    [Theory]
    [MemberData(nameof(Voices))]
    public async Task A_text_is_spoken(string provider, string model, bool streams)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = Router(emulator);
        var voice = Voice(emulator, router, model, provider);

        foreach (var options in new TextToSpeechOptions?[] { null, new() { VoiceId = "nova" }, new() { Speed = 1.5f } })
        {
            var response = await voice.GetAudioAsync(Text, options);

            var audio = Assert.IsType<DataContent>(Assert.Single(response.Contents));
            Assert.Equal("audio/wav", audio.MediaType);
            Assert.Equal(provider.Length == 0 ? "endpoint" : provider, response.GetRoutingReport()!.Provider);
            Assert.True(
                BitConverter.ToInt32(audio.Data.Span[4..8]) == audio.Data.Length - 8,
                $"The file is whole, whether it is streamed ({streams}) or not.");
        }
    }

    [Theory]
    [MemberData(nameof(Voices))]
    public async Task A_text_is_spoken_in_pieces(string provider, string model, bool streams)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = Router(emulator);

        var updates = await Voice(emulator, router, model, provider).GetStreamingAudioAsync(Text).ListAsync();

        var sounding = updates.Where(update => update.Kind != TextToSpeechResponseUpdateKind.SessionClose).ToList();
        Assert.NotEmpty(sounding);
        Assert.All(sounding, update =>
        {
            var audio = Assert.IsType<DataContent>(Assert.Single(update.Contents));
            Assert.False(audio.Data.IsEmpty);
            Assert.StartsWith("audio/", audio.MediaType, StringComparison.Ordinal);
        });
        Assert.Equal(streams, updates.Count > 1 && updates[^1].Kind == TextToSpeechResponseUpdateKind.SessionClose);
        Assert.All(updates.SkipLast(1), update => Assert.Null(update.GetRoutingReport()));
        Assert.Equal(provider.Length == 0 ? "endpoint" : provider, updates[^1].GetRoutingReport()!.Provider);
        Assert.True(updates.Bytes().Length > 1000);
    }

    [Theory]
    [MemberData(nameof(Ears))]
    public async Task A_recording_is_heard(string provider, string model, bool streams)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = Router(emulator);
        using var recording = await RecordAsync(router);

        var response = await Ear(emulator, router, model, provider).GetTextAsync(recording);

        Assert.Equal(Text, response.Text);
        Assert.True(response.RawRepresentation is RawJson, $"Whether it streams ({streams}) or not.");
        Assert.NotNull(response.GetRoutingReport());
    }

    [Theory]
    [MemberData(nameof(Ears))]
    public async Task A_recording_is_heard_in_pieces(string provider, string model, bool streams)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = Router(emulator);
        using var recording = await RecordAsync(router);
        var text = new StringBuilder();

        var updates = await Ear(emulator, router, model, provider).GetStreamingTextAsync(recording).ListAsync();
        updates.ForEach(update => text.Append(update.Text));

        Assert.Equal(Text, text.ToString());
        Assert.Equal(Text, updates.ToSpeechToTextResponse().Text);
        Assert.Equal(streams, updates.Count > 2);
        Assert.NotNull(updates[^1].GetRoutingReport());
    }

    [Theory]
    [InlineData("srt")]
    [InlineData("vtt")]
    public async Task Subtitles_are_given_as_they_are_and_in_pieces(string format)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = Router(emulator);
        using var recording = await RecordAsync(router);

        var response = await router.AsISpeechToTextClient("openai/whisper-large-v3", "together")
            .GetTextAsync(recording, new() { AdditionalProperties = new() { ["response_format"] = format } });

        Assert.Contains(" --> ", response.Text, StringComparison.Ordinal);
        Assert.Equal(
            new TranscriptSegment(Text, TimeSpan.Zero, TimeSpan.FromSeconds(1.8)),
            Assert.Single(response.GetSegments()));
        Assert.Equal(TimeSpan.FromSeconds(1.8), response.EndTime);
    }

    [Fact]
    public async Task Speakers_are_told_apart_while_they_speak()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = Router(emulator);
        using var recording = await RecordAsync(router);

        var updates = await router.AsISpeechToTextClient("gpt-4o-transcribe", "openai")
            .GetStreamingTextAsync(
                recording,
                new() { AdditionalProperties = new() { ["response_format"] = "diarized_json" } }).ListAsync();

        Assert.Equal("A", Assert.Single(updates[^1].GetSegments()).Speaker);
        Assert.Equal(Text, updates.ToSpeechToTextResponse().Text);
    }

    [Fact]
    public async Task What_is_cancelled_before_it_begins_is_not_sent()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = Router(emulator);
        using var recording = await RecordAsync(router);
        var sent = emulator.Requests.Count;
        var cancelled = new CancellationToken(canceled: true);
        var voice = router.AsITextToSpeechClient("hexgrad/Kokoro-82M");
        var ear = router.AsISpeechToTextClient("openai/whisper-large-v3");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => voice.GetAudioAsync(Text, cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => voice.GetStreamingAudioAsync(Text, cancellationToken: cancelled).ListAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ear.GetTextAsync(recording, cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ear.GetStreamingTextAsync(recording, cancellationToken: cancelled).ListAsync());

        Assert.Equal(sent, emulator.Requests.Count);
    }

    private static ITextToSpeechClient Voice(
        EmulatorHost emulator, InferenceRouter router, string model, string provider) =>
        provider.Length == 0
            ? router.AsITextToSpeechClient(OwnServer(emulator))
            : router.AsITextToSpeechClient(model, provider);

    private static ISpeechToTextClient Ear(
        EmulatorHost emulator, InferenceRouter router, string model, string provider) =>
        provider.Length == 0
            ? router.AsISpeechToTextClient(OwnServer(emulator))
            : router.AsISpeechToTextClient(model, provider);

    private static Uri OwnServer(EmulatorHost emulator) => emulator.HostAddress(new("https://speech.example.org/v1"));

    private static InferenceRouter Router(EmulatorHost emulator) => new(emulator.RouterOptions("openai"));

    private static async Task<MemoryStream> RecordAsync(InferenceRouter router)
    {
        var speech = await router.AsITextToSpeechClient("hexgrad/Kokoro-82M", "deepinfra").GetAudioAsync(Text);
        return new MemoryStream(((DataContent)speech.Contents[0]).Data.ToArray());
    }
}
