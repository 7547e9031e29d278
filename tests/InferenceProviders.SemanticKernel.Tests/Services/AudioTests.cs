using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.AudioToText;
using Microsoft.SemanticKernel.TextToAudio;

namespace InferenceProviders.SemanticKernel.Tests.Services;

public sealed class AudioTests : IAsyncLifetime
{
    private EmulatedServices _services = null!;

    public async Task InitializeAsync() => _services = await EmulatedServices.StartAsync(services => services
        .AddInferenceProvidersTextToAudio("hexgrad/Kokoro-82M", "fal-ai")
        .AddInferenceProvidersTextToAudio("facebook/musicgen-small", serviceId: "music")
        .AddInferenceProvidersAudioToText("openai/whisper-large-v3", "hf-inference")
        .AddInferenceProvidersAudioToText("openai/whisper-large-v3", "fal-ai", "links"));

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task What_is_spoken_can_be_written_down()
    {
        var audio = Assert.Single(
            await _services.Get<ITextToAudioService>().GetAudioContentsAsync("The sea is calm today."));
        var text = Assert.Single(await _services.Get<IAudioToTextService>().GetTextContentsAsync(audio));

        Assert.Equal("audio/wav", audio.MimeType);
        Assert.Equal("fal-ai", audio.GetRoutingReport()!.Provider);
        Assert.Equal("The sea is calm today.", text.Text);
        Assert.Equal("hf-inference", text.Metadata!["Provider"]);
        Assert.Equal("openai/whisper-large-v3", text.ModelId);
        Assert.Equal("openai/whisper-large-v3", text.GetRoutingReport()!.Model);
    }

    [Fact]
    public async Task Parameters_of_speech_reach_the_wire()
    {
        var settings = new PromptExecutionSettings
        {
            ExtensionData = new Dictionary<string, object> { ["voice"] = "af_bella", ["speed"] = 1.5 },
        };

        await _services.Get<ITextToAudioService>().GetAudioContentsAsync("Hello", settings);

        var sent = _services.Emulator.LastCall().Json!;
        Assert.Equal(("af_bella", 1.5), ((string?)sent["voice"], (double?)sent["speed"]));
    }

    [Fact]
    public async Task A_model_of_music_makes_music()
    {
        var music = Assert.Single(
            await _services.Get<ITextToAudioService>("music").GetAudioContentsAsync("Slow waves"));

        Assert.False(music.Data!.Value.IsEmpty);
        Assert.Equal("facebook/musicgen-small", music.GetRoutingReport()!.Model);
    }

    [Fact]
    public async Task Settings_choose_another_model_and_its_task()
    {
        var music = Assert.Single(
            await _services.Get<ITextToAudioService>("music")
            .GetAudioContentsAsync(
                "Hello", new PromptExecutionSettings { ModelId = "espnet/kan-bayashi_ljspeech_vits" }));

        Assert.Equal("espnet/kan-bayashi_ljspeech_vits", music.GetRoutingReport()!.Model);
    }

    [Fact]
    public async Task Times_come_as_metadata()
    {
        var audio = Assert.Single(await _services.Get<ITextToAudioService>().GetAudioContentsAsync("One two three"));
        var settings = new PromptExecutionSettings
        {
            ExtensionData = new Dictionary<string, object> { ["return_timestamps"] = true },
        };

        var text = Assert.Single(await _services.Get<IAudioToTextService>().GetTextContentsAsync(audio, settings));

        var segments = Assert.IsAssignableFrom<IReadOnlyList<TranscriptSegment>>(text.Metadata!["Segments"]);
        Assert.Equal("One two three", segments[0].Text);
        Assert.True((bool)_services.Emulator.LastCall().Json!["parameters"]!["return_timestamps"]!);
    }

    [Fact]
    public async Task A_language_reaches_the_wire_and_a_link_goes_as_it_is()
    {
        var settings = new PromptExecutionSettings
        {
            ExtensionData = new Dictionary<string, object> { ["language"] = "en" },
        };

        await _services.Get<IAudioToTextService>("links")
            .GetTextContentsAsync(new AudioContent(new Uri("https://example.com/speech.mp3")), settings);

        var sent = _services.Emulator.LastCall().Json!;
        Assert.Equal(("https://example.com/speech.mp3", "en"), ((string?)sent["audio_url"], (string?)sent["language"]));
    }

    [Fact]
    public async Task Audio_may_be_a_data_uri()
    {
        var audio = Assert.Single(await _services.Get<ITextToAudioService>().GetAudioContentsAsync("Four five"));
        var dataUri = $"data:audio/wav;base64,{Convert.ToBase64String(audio.Data!.Value.Span)}";

        var text = Assert.Single(
            await _services.Get<IAudioToTextService>().GetTextContentsAsync(new AudioContent(dataUri)));

        Assert.Equal("Four five", text.Text);
    }

    [Fact]
    public async Task Content_without_content_is_refused()
    {
        var empty = new AudioContent(new Uri("https://example.com/a.wav")) { Uri = null };

        var error = await Assert.ThrowsAsync<ArgumentException>(
            "content", () => _services.Get<IAudioToTextService>().GetTextContentsAsync(empty));

        Assert.StartsWith("The content has neither data nor a URI.", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentNullException>(
            "content", () => _services.Get<IAudioToTextService>().GetTextContentsAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>(
            "text", () => _services.Get<ITextToAudioService>().GetAudioContentsAsync(" "));
        Assert.Empty(_services.Emulator.Requests);
    }
}
