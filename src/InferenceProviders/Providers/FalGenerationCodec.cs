using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>fal's images and videos, all through the queue (captures fal-ai/*-to-image, fal-ai/*-to-video).</summary>
internal sealed class FalGenerationCodec(InferenceTask task) : GenerationCodec(task)
{
    private readonly bool _makesImages = task.Name.EndsWith("image", StringComparison.Ordinal);

    public override bool IsRepeatable => false;

    protected override string? CountField => _makesImages ? "num_images" : null;

    protected override string FormatField => "output_format";

    protected override int MaxOriginals => _makesImages ? int.MaxValue : 1;

    protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
    {
        var body = Body(request);
        if (_makesImages)
        {
            // fal's word for both, as the Python client sends it; width, height and target_size mean nothing to its
            // models.
            body["image_size"] = body.TakeWidthAndHeight() ?? body.TakeSize("target_size");
        }

        body["prompt"] = request.Prompt;
        if (await ReadOriginalsAsync(request, exchange).ConfigureAwait(false) is [var first, ..] images)
        {
            body["image_url"] = first;
            if (_makesImages)
            {
                // Some models want a list (FLUX.2), the others one.
                body["image_urls"] = images;
            }
        }

        AddLora(body, exchange.Route);
        body.Override(request.Overrides);
        var answer = await FalQueue.RunAsync(exchange, body, Path(request, exchange.Route)).ConfigureAwait(false);
        var outputs = _makesImages ? answer.Json.At("images").Outputs("url") : answer.Json.At("video").Outputs("url");
        if (outputs.Count == 0)
        {
            outputs = answer.Json.At(_makesImages ? "image" : "videos").Outputs("url");
        }

        return outputs.Count > 0
            ? await ResultAsync(outputs, answer, request, exchange).ConfigureAwait(false)
            : throw answer.NotAResult(_makesImages ? "images" : "a video");
    }

    /// <summary>
    /// The models of text and image have a sibling for text alone, one segment up (<c>fal-ai/flux-2/edit</c>). Through
    /// the router the path is the mapped id and stays.
    /// </summary>
    private string Path(GenerationRequest request, Route route)
    {
        var isTextAlone = request.Originals.Count == 0
            && (Task == InferenceTask.ImageTextToImage || Task == InferenceTask.ImageTextToVideo);
        var end = route.ProviderModel.LastIndexOf('/');
        return isTextAlone && route.AuthMode == AuthMode.Direct && end > 0
            ? $"/{route.ProviderModel[..end]}"
            : "/{model}";
    }

    private void AddLora(WireBody body, Route route)
    {
        if (LoraAdapter.Of(route) is not { WeightsUrl: { } weights })
        {
            return;
        }

        LoraAdapter.AddTo(body, weights);
        if (Task == InferenceTask.TextToImage && route.ProviderModel == "fal-ai/lora")
        {
            // This one runs adapters of any base model, and must be told which.
            body["model_name"] = "stabilityai/stable-diffusion-xl-base-1.0";
        }
    }
}
