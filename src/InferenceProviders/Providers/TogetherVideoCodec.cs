using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>
/// Together's videos: a queue, asked every two seconds (captures together/text-to-video, together/image-to-video).
/// Images are keyframes: the first, and the last when there are two. The provider takes about 60 KB for one inside the
/// request; larger ones go by URL.
/// </summary>
internal sealed class TogetherVideoCodec(InferenceTask task) : GenerationCodec(task)
{
    private const string Path = "/v2/videos";

    public override bool IsRepeatable => false;

    protected override string FormatField => "output_format";

    protected override string FormatName(string mediaType) => base.FormatName(mediaType).ToUpperInvariant();

    protected override int MaxOriginals => 2;

    protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
    {
        var body = Body(request);
        body.Rename("num_inference_steps", "steps");
        if (body.TakeSize("target_size") is { } size)
        {
            body["width"] = size.Width;
            body["height"] = size.Height;
        }

        var images = await ReadOriginalsAsync(request, exchange, fallbackType: "image/png").ConfigureAwait(false);
        if (images.Count > 0)
        {
            body["frame_images"] = images.Select(
                (image, index) =>
                new WireBody { ["input_image"] = image, ["frame"] = index == 0 ? "first" : "last" }).ToArray();
        }

        body.SetFirst("model", exchange.Route.ProviderModel);
        body["prompt"] = request.Prompt;
        var answer = await PostAsync(exchange, Path, body, request).ConfigureAwait(false);
        var poller = new JobPoller(exchange, PollSchedule.Every(TimeSpan.FromSeconds(2)), answer.Json.Text("id"));
        if (!poller.Check(answer, Status(answer)))
        {
            var id = answer.Json.Text("id") ?? throw answer.NotAResult("the id of a job");
            answer = await poller.WaitAsync(
                exchange.Route.Resolve($"{Path}/{Uri.EscapeDataString(id)}"), Status).ConfigureAwait(false);
        }

        var url = answer.Json.Text("outputs", "video_url") ?? throw answer.NotAResult("the URL of a video");
        return await ResultAsync([url], answer, request, exchange).ConfigureAwait(false);
    }

    private static JobStatus Status(ProviderAnswer answer)
    {
        var word = answer.Json.Text("status") ?? throw answer.NotAResult("the status of a job");
        return word switch
        {
            "completed" => new JobStatus(JobState.Completed, word),
            "failed" or "cancelled" or "canceled" or "expired" => JobStatus.Failure(word, answer.Json.At("error")),
            _ => new JobStatus(JobState.Running, word) { Percent = answer.Json.Number("progress") },
        };
    }
}
