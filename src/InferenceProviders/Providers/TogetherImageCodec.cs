using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>
/// Together's images (captures together/text-to-image, together/image-to-image). FLUX.1 Kontext takes one
/// <c>image_url</c>, every other model <c>reference_images</c> (https://docs.together.ai/docs/image-to-image).
/// </summary>
internal sealed class TogetherImageCodec(InferenceTask task) : GenerationCodec(task)
{
    protected override string CountField => "n";

    protected override string FormatField => "output_format";

    protected override int MaxOriginals => int.MaxValue;

    protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
    {
        var model = exchange.Route.ProviderModel;
        var body = Body(request);
        body.Rename("num_inference_steps", "steps");
        if (body.TakeSize("target_size") is { } size)
        {
            // One route for both tasks: it knows width and height, as for videos, and ignores target_size without a
            // word.
            body["width"] = size.Width;
            body["height"] = size.Height;
        }

        body["prompt"] = Task == InferenceTask.ImageToImage ? request.Prompt ?? "" : request.Prompt;
        await AddImagesAsync(body, model, request, exchange).ConfigureAwait(false);
        body["response_format"] = request.Form == ResultForm.Uri ? "url" : "base64";
        body.SetFirst("model", model);
        var answer = await PostAsync(exchange, "/v1/images/generations", body, request).ConfigureAwait(false);
        var outputs = answer.Json.At("data").Outputs("b64_json", "url");
        return outputs.Count > 0
            ? await ResultAsync(outputs, answer, request, exchange).ConfigureAwait(false)
            : throw answer.NotAResult("images in 'data'");
    }

    private static async Task AddImagesAsync(
        WireBody body, string model, GenerationRequest request, TaskExchange exchange)
    {
        if (await ReadOriginalsAsync(request, exchange).ConfigureAwait(false) is not [var first, ..] images)
        {
            return;
        }

        if (!model.Contains("flux.1", StringComparison.OrdinalIgnoreCase)
            || !model.Contains("kontext", StringComparison.OrdinalIgnoreCase))
        {
            body["reference_images"] = images;
            return;
        }

        body["image_url"] = images.Count == 1 ? first : throw exchange.Route.NotSupported(
            $"{model} on together takes one original image; {images.Count} were given.");
    }
}
