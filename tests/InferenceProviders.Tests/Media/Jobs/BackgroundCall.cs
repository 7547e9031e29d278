using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Jobs;

/// <summary>The same call, with or without a token, for any task that some provider queues.</summary>
internal sealed record BackgroundCall(string Task, string Provider, string Model)
{
    private const string Prompt = "a heron over the marsh";

    private static readonly DataContent Picture = new(Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="), "image/png");

    private static readonly byte[] Wave =
        [.. "RIFF"u8, 44, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0, 128, 62, 0, 0, 2, 0, 16, 0,
            .. "data"u8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static string ModelOf(EmulatorHost emulator, string task, string provider) =>
        emulator.Models.First(
            model =>
                model.Offers.Any(
                    offer =>
                        offer.Provider == provider && offer.Task == task
                        && (offer.OnHub || provider == "black-forest-labs"))).Id;

    /// <summary>
    /// Gives the token where the job goes on, and how many bytes (or letters) there are where it does not.
    /// </summary>
    public async Task<(ResponseContinuationToken? Token, int Bytes)> RunAsync(
        InferenceRouter router, bool background, ResponseContinuationToken? token = null)
    {
        switch (Task)
        {
            case "text-to-image" or "image-to-image" or "image-text-to-image":
                var images = await router.AsIImageGenerator(Model, Provider).GenerateAsync(
                    new(Prompt, Task == "text-to-image" ? null : [Picture]),
                    new InferenceImageOptions { AllowBackgroundResponses = background, ContinuationToken = token });
                return (images.GetContinuationToken(),
                    images.Contents.OfType<DataContent>().Sum(image => image.Data.Length));

            case "text-to-video" or "image-to-video" or "image-text-to-video":
                var videos = await router.AsIVideoGenerator(Model, Provider).GenerateAsync(
                    new(Prompt, Task == "text-to-video" ? null : [Picture]), new()
                    {
                        AllowBackgroundResponses = background,
                        ContinuationToken = token,
                    });
                return (videos.ContinuationToken,
                    videos.Contents.OfType<DataContent>().Sum(video => video.Data.Length));

            case "automatic-speech-recognition":
                var text = await router.TranscribeAsync(
                    InferenceMedia.FromBytes(Wave, "audio/wav"), Model,
                    new InferenceSpeechToTextOptions { AllowBackgroundResponses = background,
                        ContinuationToken = token }, Provider);
                return (text.GetContinuationToken(), text.Text.Length);

            case "text-to-speech":
                var speech = await router.AsITextToSpeechClient(Model, Provider).GetAudioAsync(
                    Prompt, new InferenceTextToSpeechOptions
                    {
                        AllowBackgroundResponses = background,
                        ContinuationToken = token,
                    });
                return (speech.GetContinuationToken(),
                    speech.Contents.OfType<DataContent>().Sum(audio => audio.Data.Length));

            case "text-to-audio":
                var sound = await router.GenerateAudioAsync(
                    Prompt, Model, new() { AllowBackgroundResponses = background, ContinuationToken = token },
                    Provider);
                return (sound.ContinuationToken, sound.Audio.Data.Length);

            case "audio-to-audio":
                var tracks = await router.TransformAudioAsync(
                    InferenceMedia.FromBytes(Wave, "audio/wav"), Model,
                    new() { AllowBackgroundResponses = background, ContinuationToken = token }, Provider);
                return (tracks.ContinuationToken, tracks.Sum(track => track.Audio.Data.Length));

            default:
                var masks = await router.SegmentImageAsync(
                    InferenceMedia.FromBytes(Picture.Data, "image/png"), Model,
                    new() { AllowBackgroundResponses = background, ContinuationToken = token }, Provider);
                return (masks.ContinuationToken, masks.Sum(mask => mask.Mask.Data.Length));
        }
    }
}
