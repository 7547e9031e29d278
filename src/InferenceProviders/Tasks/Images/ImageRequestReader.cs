using InferenceProviders.Tasks.Generation;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Images;

/// <summary>From a request and options of Microsoft.Extensions.AI to the canonical request.</summary>
internal static class ImageRequestReader
{
    public static GenerationRequest Read(
        ImageGenerationRequest request, ImageGenerationOptions? options, IImageGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(request);
        var originals = GenerationOptions.Originals(request.OriginalImages, nameof(request));
        if (options?.StreamingCount is > 0)
        {
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                "No provider streams intermediate images: leave StreamingCount unset.");
        }

        return new GenerationRequest
        {
            Prompt = GenerationOptions.Prompt(request.Prompt, isRequired: originals.Count == 0, nameof(request)),
            Originals = originals,
            Parameters = Parameters(options),
            Size = GenerationOptions.Size(options?.ImageSize, nameof(options)),
            Count = GenerationOptions.Count(options?.Count, nameof(options)),
            MediaType = GenerationOptions.MediaType(options?.MediaType, "image", nameof(options)),
            Form = options?.ResponseFormat switch
            {
                null or ImageGenerationResponseFormat.Data => ResultForm.Bytes,
                ImageGenerationResponseFormat.Uri => ResultForm.Uri,
                _ => throw new InferenceException(
                    InferenceErrorKind.NotSupported,
                    "No provider stores images under an id: set ResponseFormat to Data or Uri."),
            },
            Overrides = GenerationOptions.Overrides(
                options?.RawRepresentationFactory?.Invoke(generator), nameof(options)),
        };
    }

    private static IReadOnlyList<KeyValuePair<string, object?>> Parameters(ImageGenerationOptions? options)
    {
        var parameters = new ParameterList();
        if (options is InferenceImageOptions own)
        {
            parameters.Add("num_inference_steps", own.Steps, nameof(options));
            parameters.Add("guidance_scale", own.GuidanceScale, nameof(options));
            parameters.Add("seed", own.Seed, nameof(options));
            parameters.Add("negative_prompt", own.NegativePrompt, nameof(options));
            parameters.Add("scheduler", own.Scheduler, nameof(options));
            parameters.Add("strength", Strength(own.Strength, nameof(options)), nameof(options));
        }

        parameters.AddAll(options?.AdditionalProperties, nameof(options));
        return parameters.ToList();
    }

    private static double? Strength(double? strength, string argument) => strength is null or (>= 0 and <= 1) ? strength
        : throw new ArgumentOutOfRangeException(argument, strength, "Strength must be between 0 and 1.");
}
