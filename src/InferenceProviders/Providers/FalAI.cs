namespace InferenceProviders.Providers;

/// <summary>fal: images, video, speech. Direct calls carry <c>Authorization: Key</c>.</summary>
internal static class FalAI
{
    public static Provider Create() => new("fal-ai", "https://fal.run") 
    {
        AuthScheme = "Key",
        Codecs =
        [
            new FalGenerationCodec(InferenceTask.TextToImage),
            new FalGenerationCodec(InferenceTask.ImageToImage),
            new FalGenerationCodec(InferenceTask.ImageTextToImage),
            new FalGenerationCodec(InferenceTask.TextToVideo),
            new FalGenerationCodec(InferenceTask.ImageToVideo),
            new FalGenerationCodec(InferenceTask.ImageTextToVideo),
            .. FalAudio.Codecs,
            new FalImageSegmentationCodec(),
        ],
    };
}
