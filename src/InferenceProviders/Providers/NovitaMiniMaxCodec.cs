using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>
/// MiniMax H3 on Novita: a video from a text and the first frame, if any. Length, resolution and aspect ratio are steps
/// of its own, derived from the canonical parameters unless the caller names them (captures novita/image-text-to-video;
/// https://novita.ai/docs/api-reference/model-apis-minimax-h3).
/// </summary>
internal sealed class NovitaMiniMaxCodec() : GenerationCodec(InferenceTask.ImageTextToVideo)
{
    private const string Model = "MiniMax-H3";
    private const double FramesPerSecond = 24;

    private static readonly (string Name, double Value)[] Ratios =
        [("21:9", 21 / 9.0), ("16:9", 16 / 9.0), ("4:3", 4 / 3.0), ("1:1", 1), ("3:4", 3 / 4.0), ("9:16", 9 / 16.0)];

    public override bool IsRepeatable => false;

    /// <summary>The model has no such controls.</summary>
    protected override IReadOnlyList<string> NotTaken =>
        ["guidance_scale", "negative_prompt", "num_inference_steps", "seed"];

    protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
    {
        if (exchange.Route.ProviderModel != Model)
        {
            throw Refused(
                InferenceErrorKind.NotSupported,
                $"novita makes videos from text and image with {Model} only, not with {exchange.Route.ProviderModel}.");
        }

        if (string.IsNullOrWhiteSpace(request.Prompt))
        {
            throw Refused(InferenceErrorKind.InvalidRequest, $"{Model} on novita needs a prompt that is not empty.");
        }

        var images = await ReadOriginalsAsync(request, exchange, fallbackType: "image/png").ConfigureAwait(false);
        var body = Body(request);
        var size = body.TakeSize("target_size");
        var frames = body.TakeWholeNumber("num_frames");
        body.SetFirst("model", Model);
        body["content"] = Content(request.Prompt, images);
        body["resolution"] ??= Resolution(size);
        body["duration"] ??= Seconds(frames);

        // The first frame decides, unless the caller does.
        body["ratio"] ??= images.Count > 0 ? "adaptive" : Ratio(size);

        var submitted = await PostAsync(
            exchange, "/v3/minimax/v2/video_generation", body, request).ConfigureAwait(false);
        var poller = new JobPoller(
            exchange, new PollSchedule(TimeSpan.Zero, TimeSpan.FromSeconds(5)), submitted.Json.Text("task_id"));
        var id = submitted.Json.Text("task_id") ?? throw submitted.NotAResult("the id of a job");
        var done = await poller.WaitAsync(
            exchange.Route.Resolve($"/v3/minimax/v2/query/video_generation/{Uri.EscapeDataString(id)}"),
            Status).ConfigureAwait(false);
        var url = done.Json.Text("task", "content", "url") ?? throw done.NotAResult("the URL of a video");
        return await ResultAsync([url], done, request, exchange).ConfigureAwait(false);

        InferenceException Refused(InferenceErrorKind kind, string message) =>
            exchange.Route.Error(kind, message, stage: FailureStage.Check);
    }

    private static object[] Content(string prompt, IReadOnlyList<InputMedia> images)
    {
        var text = new WireBody { ["type"] = "text", ["text"] = prompt };
        return images is [var image, ..]
            ? [text,
                new WireBody { ["type"] = "image_url", ["image_url"] = new WireBody { ["url"] = image },
                ["role"] = "first_frame" }]
            : [text];
    }

    /// <summary>From 4 to 15 seconds.</summary>
    private static int Seconds(int? frames) =>
        frames is null
            ? 4
            : (int)Math.Clamp(Math.Round(frames.Value / FramesPerSecond, MidpointRounding.AwayFromZero), 4, 15);

    /// <summary>The step whose short edge (768 or 1440 pixels) is nearer.</summary>
    private static string Resolution(PixelSize? size) =>
        size is not { } pixels
            || Math.Min(pixels.Width, pixels.Height) is var edge && Math.Abs(edge - 768) <= Math.Abs(edge - 1440)
            ? "768P"
            : "2K";

    private static string Ratio(PixelSize? size) =>
        size is not { Height: > 0 } pixels
            ? "16:9"
            : Ratios.MinBy(ratio => Math.Abs(ratio.Value - (double)pixels.Width / pixels.Height)).Name;

    private static JobStatus Status(ProviderAnswer answer)
    {
        var task = answer.Json.At("task");
        var word = task.Text("status") ?? throw answer.NotAResult("the status of the job");
        return word switch
        {
            "succeeded" => new JobStatus(JobState.Completed, word),
            "failed" or "cancelled" => JobStatus.Failure(word, task.At("error")),
            _ => new JobStatus(JobState.Running, word),
        };
    }
}
