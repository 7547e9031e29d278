using System.Drawing;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Runners.Media;

/// <summary>Videos from text and from images, through <see cref="IVideoGenerator"/>.</summary>
internal sealed class VideoRunner : ICaseRunner
{
    public IReadOnlySet<string> Methods { get; } = new HashSet<string>
    {
        "textToVideo",
        "imageToVideo",
        "imageTextToVideo",
        "text_to_video",
        "image_to_video",
    };

    public async Task<JsonNode?> CallAsync(
        CapturedCall call, InferenceRouter router, CancellationToken cancellationToken)
    {
        using var generator = router.AsIVideoGenerator((call.Endpoint ?? call.Model)!, call.Provider);
        var arguments = await MediaArguments.ReadAsync(call, cancellationToken);
        var request = new VideoGenerationRequest(arguments.Prompt, arguments.Image is null ? null : [arguments.Image]);
        var response = await generator.GenerateAsync(request, ReadOptions(arguments.Parameters), cancellationToken);
        return MediaResult.Of(response.Contents.Single(), call);
    }

    public JsonNode? Expected(WireCase wireCase) => MediaResult.OfClient(wireCase);

    private static VideoGenerationOptions ReadOptions(IReadOnlyList<KeyValuePair<string, JsonElement>> parameters)
    {
        var options = new VideoGenerationOptions();
        foreach (var (name, value) in parameters)
        {
            switch (name)
            {
                case "target_size": options.VideoSize = new Size(
                    value.GetProperty("width").GetInt32(), value.GetProperty("height").GetInt32()); break;
                case "num_frames": options.FrameCount = value.GetInt32(); break;
                case "duration"
                    when value.ValueKind == JsonValueKind.Number: options.Duration = TimeSpan.FromSeconds(
                        value.GetDouble()); break;
                case "num_inference_steps": options.Steps = value.GetInt32(); break;
                case "guidance_scale": options.GuidanceScale = value.GetDouble(); break;
                case "seed": options.Seed = value.GetInt64(); break;
                case "negative_prompt"
                    when value.ValueKind == JsonValueKind.String: options.NegativePrompt = value.GetString(); break;
                default: (options.AdditionalProperties ??= [])[name] = value; break;
            }
        }

        return options;
    }
}
