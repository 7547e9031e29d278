using System.Drawing;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Wire;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Media;

/// <summary>Images from text and from images, through <see cref="IImageGenerator"/>.</summary>
internal sealed class ImageRunner : ICaseRunner
{
    public IReadOnlySet<string> Methods { get; } = new HashSet<string>
    {
        "textToImage",
        "imageToImage",
        "imageTextToImage",
        "text_to_image",
        "image_to_image",
    };

    public IReadOnlySet<string> Options { get; } = new HashSet<string> { "outputType" };

    public async Task<JsonNode?> CallAsync(
        CapturedCall call, InferenceRouter router, CancellationToken cancellationToken)
    {
        using var generator = router.AsIImageGenerator((call.Endpoint ?? call.Model)!, call.Provider);
        var arguments = await MediaArguments.ReadAsync(call, cancellationToken);
        var request = new ImageGenerationRequest
        {
            Prompt = arguments.Prompt,
            OriginalImages = arguments.Image is null ? null : [arguments.Image],
        };
        var output = call.Options.Where(option => option.NameEquals("outputType"))
            .Select(option => option.Value.GetString()).FirstOrDefault();
        var options = ReadOptions(arguments.Parameters);
        options.ResponseFormat = output is "url"
            ? ImageGenerationResponseFormat.Uri
            : ImageGenerationResponseFormat.Data;

        // The raw answer comes with either form; a client that wants it alone downloads nothing.
        if (output is "json"
            && call.Provider is not ("hf-inference" or "nscale" or "hyperbolic" or "together" or "deepinfra"
            or "nebius"))
        {
            options.ResponseFormat = ImageGenerationResponseFormat.Uri;
        }

        var response = await generator.GenerateAsync(request, options, cancellationToken);
        return output is "json"
            ? MediaResult.OfRaw(response.RawRepresentation)
            : MediaResult.Of(response.Contents.Single(), call);
    }

    public JsonNode? Expected(WireCase wireCase) => MediaResult.OfClient(wireCase);

    private static InferenceImageOptions ReadOptions(IReadOnlyList<KeyValuePair<string, JsonElement>> parameters)
    {
        var options = new InferenceImageOptions();
        var given = parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value);
        if (given.TryGetValue("width", out var width) && given.TryGetValue("height", out var height))
        {
            options.ImageSize = new Size(width.GetInt32(), height.GetInt32());
        }

        foreach (var (name, value) in parameters)
        {
            switch (name)
            {
                case "width" or "height" when options.ImageSize is not null: break;
                case "target_size": options.ImageSize = new Size(
                    value.GetProperty("width").GetInt32(), value.GetProperty("height").GetInt32()); break;
                case "num_inference_steps": options.Steps = value.GetInt32(); break;
                case "guidance_scale": options.GuidanceScale = value.GetDouble(); break;
                case "seed": options.Seed = value.GetInt64(); break;
                case "negative_prompt"
                    when value.ValueKind == JsonValueKind.String: options.NegativePrompt = value.GetString(); break;
                case "scheduler": options.Scheduler = value.GetString(); break;
                case "strength": options.Strength = value.GetDouble(); break;
                default: (options.AdditionalProperties ??= [])[name] = value; break;
            }
        }

        return options;
    }
}
