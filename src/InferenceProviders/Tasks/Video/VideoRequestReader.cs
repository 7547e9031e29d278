using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Tasks.Video;

/// <summary>From a request and options to the canonical request.</summary>
internal static class VideoRequestReader
{
    public static GenerationRequest Read(
        VideoGenerationRequest request, VideoGenerationOptions? options, IVideoGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(request);
        var originals = GenerationOptions.Originals(request.OriginalImages, nameof(request));
        return new GenerationRequest
        {
            Prompt = GenerationOptions.Prompt(request.Prompt, isRequired: originals.Count == 0, nameof(request)),
            Originals = originals,
            Parameters = Parameters(options),
            Size = GenerationOptions.Size(options?.VideoSize, nameof(options)),
            Count = GenerationOptions.Count(options?.Count, nameof(options)),
            MediaType = GenerationOptions.MediaType(options?.MediaType, "video", nameof(options)),
            Form = options?.ResponseFormat == VideoGenerationResponseFormat.Uri ? ResultForm.Uri : ResultForm.Bytes,
            Overrides = GenerationOptions.Overrides(
                options?.RawRepresentationFactory?.Invoke(generator), nameof(options)),
        };
    }

    private static IReadOnlyList<KeyValuePair<string, object?>> Parameters(VideoGenerationOptions? options)
    {
        var parameters = new ParameterList();
        if (options?.FrameCount is <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.FrameCount, "FrameCount must be greater than zero.");
        }

        parameters.Add("num_frames", options?.FrameCount, nameof(options));
        parameters.Add("duration", Seconds(options), nameof(options));
        parameters.Add("num_inference_steps", options?.Steps, nameof(options));
        parameters.Add("guidance_scale", options?.GuidanceScale, nameof(options));
        parameters.Add("negative_prompt", options?.NegativePrompt, nameof(options));
        parameters.Add("seed", options?.Seed, nameof(options));
        parameters.AddAll(options?.AdditionalProperties, nameof(options));
        return parameters.ToList();
    }

    private static object? Seconds(VideoGenerationOptions? options) => options?.Duration switch
    {
        null => null,
        { } time when time <= TimeSpan.Zero =>
            throw new ArgumentOutOfRangeException(nameof(options), time, "Duration must be greater than zero."),
        { } time => double.IsInteger(time.TotalSeconds) ? (long)time.TotalSeconds : time.TotalSeconds,
    };
}
