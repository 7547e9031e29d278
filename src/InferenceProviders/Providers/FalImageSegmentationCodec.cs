using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Pipelines;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Providers;

/// <summary>
/// fal's background removal: one mask, of the foreground, through the queue (captures fal-ai/image-segmentation).
/// </summary>
internal sealed class FalImageSegmentationCodec()
    : TaskCodec<PipelineRequest, ResultList<ImageMask>>(InferenceTask.ImageSegmentation)
{
    public override bool IsRepeatable => false;

    public override async Task<ResultList<ImageMask>> RunAsync(PipelineRequest request, TaskExchange exchange)
    {
        var body = request.Body();
        body["image_url"] = request.Media!.Uri is { } uri
            ? new InputMedia(uri)
            : new InputMedia(
                await exchange.ReadAsync(request.Media, MediaKind.Image).ConfigureAwait(false), InputForm.DataUrl,
                "image/png");

        // The result then comes in the answer, where the model knows how to.
        body["sync_mode"] = true;
        body.Override(request.Overrides);
        var answer = await FalQueue.RunAsync(exchange, body).ConfigureAwait(false);
        var url = answer.Json.At("image").Outputs("url").FirstOrDefault() ?? throw answer.NotAResult("an image");
        var mask = await exchange.DownloadAsync(url, MediaKind.Image).ConfigureAwait(false);
        return new(
            [new ImageMask("mask", Score: null, new DataContent(mask.Bytes, mask.MediaType ?? "image/png"))],
            answer.Raw);
    }
}
