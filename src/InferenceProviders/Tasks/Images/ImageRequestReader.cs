using InferenceProviders.Tasks.Generation;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Images;

/// <summary>From a request and options of Microsoft.Extensions.AI to the canonical request.</summary>
internal static class ImageRequestReader
{
    public static GenerationRequest Read(ImageGenerationRequest request, ImageGenerationOptions? options, IImageGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(request);
        var originals = GenerationOptions.Originals(request.OriginalImages, nameof(request));
        if (options?.StreamingCount is > 0)
        {
            throw new InferenceException(InferenceErrorKind.NotSupported, "No provider streams intermediate images: leave StreamingCount out.");
        }

        return new GenerationRequest
        {
            Prompt = GenerationOptions.Prompt(request.Prompt, isRequired: originals.Count == 0, nameof(request)),
            Originals = originals,
            Parameters = Parameters(options, isEdit: originals.Count > 0),
            Count = GenerationOptions.Count(options?.Count, nameof(options)),
            MediaType = GenerationOptions.MediaType(options?.MediaType, "image", nameof(options)),
            Form = options?.ResponseFormat switch
            {
                null or ImageGenerationResponseFormat.Data => ResultForm.Bytes,
                ImageGenerationResponseFormat.Uri => ResultForm.Uri,
                _ => throw new InferenceException(InferenceErrorKind.NotSupported, "No provider keeps images under an id of its own: ask for Data or Uri."),
            },
            Overrides = GenerationOptions.Overrides(options?.RawRepresentationFactory?.Invoke(generator), nameof(options)),
        };
    }

    private static IReadOnlyList<KeyValuePair<string, object?>> Parameters(ImageGenerationOptions? options, bool isEdit)
    {
        var parameters = new ParameterList();
        if (options?.ImageSize is { } size)
        {
            if (size.Width <= 0 || size.Height <= 0)
            {
                throw new ArgumentOutOfRangeException(nameof(options), size, "ImageSize must be over zero pixels both ways.");
            }

            // "Text to Image" specifies two numbers, "Image to Image" an object.
            parameters.Add("width", isEdit ? null : size.Width, nameof(options));
            parameters.Add("height", isEdit ? null : size.Height, nameof(options));
            parameters.Add("target_size", isEdit ? new PixelSize(size.Width, size.Height) : null, nameof(options));
        }

        if (options is InferenceImageOptions own)
        {
            parameters.Add("num_inference_steps", own.Steps, nameof(options));
            parameters.Add("guidance_scale", own.GuidanceScale, nameof(options));
            parameters.Add("seed", own.Seed, nameof(options));
            parameters.Add("negative_prompt", own.NegativePrompt, nameof(options));
            parameters.Add("scheduler", own.Scheduler, nameof(options));
            parameters.Add("strength", own.Strength, nameof(options));
        }

        parameters.AddAll(options?.AdditionalProperties, nameof(options));
        return parameters.ToList();
    }
}
