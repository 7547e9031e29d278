using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>WaveSpeedAI: images and video.</summary>
internal static class WaveSpeed
{
    public static Provider Create() => new("wavespeed", "https://api.wavespeed.ai")
    {
        Codecs =
        [
            new Codec(InferenceTask.TextToImage),
            new Codec(InferenceTask.ImageToImage),
            new Codec(InferenceTask.ImageTextToImage),
            new Codec(InferenceTask.TextToVideo),
            new Codec(InferenceTask.ImageToVideo),
            new Codec(InferenceTask.ImageTextToVideo),
        ],

        // https://wavespeed.ai/docs/error-codes
        ErrorCodes = new Dictionary<string, InferenceErrorKind>
        {
            ["1200"] = InferenceErrorKind.ContentFiltered,
            ["1400"] = InferenceErrorKind.InvalidRequest,
            ["1401"] = InferenceErrorKind.InvalidRequest,
            ["1402"] = InferenceErrorKind.InvalidRequest,
            ["5000"] = InferenceErrorKind.ProviderUnavailable,
            ["5003"] = InferenceErrorKind.ProviderUnavailable,
            ["5004"] = InferenceErrorKind.ProviderUnavailable,
        },
    };

    /// <summary>
    /// One queue for everything (captures wavespeed/*): submit, ask at once and then every half second, and fetch the
    /// outputs.
    /// </summary>
    private sealed class Codec(InferenceTask task) : GenerationCodec(task)
    {
        // Models of text and image insist on an image; without one the official client sends a transparent pixel.
        private static readonly MediaBytes TransparentPixel = new(
            Convert.FromBase64String(
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="),
                "image/png");

        private static readonly PollSchedule Schedule = new(TimeSpan.Zero, TimeSpan.FromMilliseconds(500));

        public override bool IsRepeatable => false;

        protected override string CountField => "num_images";

        protected override string FormatField => "output_format";

        protected override int MaxOriginals => int.MaxValue;

        protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
        {
            var body = Body(request);
            await AddImagesAsync(body, request, exchange).ConfigureAwait(false);
            body["prompt"] = request.Prompt;
            if (LoraAdapter.Of(exchange.Route) is { } adapter)
            {
                LoraAdapter.AddTo(body, adapter.Model);
            }

            var submitted = await PostAsync(exchange, "/api/v3/{model}", body, request).ConfigureAwait(false);
            var poller = new JobPoller(exchange, Schedule, submitted.Json.Text("data", "id"));
            var result = submitted.Json.Text("data", "urls", "get") ?? throw NoJob(submitted);
            var done = await poller.WaitAsync(exchange.OwnUrl(result), Status).ConfigureAwait(false);
            var outputs = done.Json.At("data", "outputs").Outputs("url");
            return outputs.Count > 0
                ? await ResultAsync(outputs, done, request, exchange).ConfigureAwait(false)
                : throw done.NotAResult("outputs");
        }

        /// <summary>
        /// Base64 without a data URL, in <c>image</c> and <c>images</c>; the caller's own <c>images</c> stay.
        /// </summary>
        private async Task AddImagesAsync(WireBody body, GenerationRequest request, TaskExchange exchange)
        {
            var images = await ReadOriginalsAsync(request, exchange, InputForm.Base64).ConfigureAwait(false);
            if (images.Count == 0 && (Task == InferenceTask.ImageTextToImage || Task == InferenceTask.ImageTextToVideo))
            {
                images = [new InputMedia(TransparentPixel, InputForm.Base64, "image/png")];
            }

            if (images.Count > 0)
            {
                body["image"] = images[0];
                body["images"] = body["images"] ?? images;
            }
        }

        private static JobStatus Status(ProviderAnswer answer)
        {
            var data = answer.Json.At("data");
            var word = data.Text("status") ?? throw NoJob(answer);
            return word switch
            {
                "completed" => new JobStatus(JobState.Completed, word),
                "created" or "pending" or "queued" or "starting" or "processing" or "in_progress" or "running" =>
                    new JobStatus(JobState.Running, word),
                "failed" or "canceled" or "cancelled" => JobStatus.Failure(word, data),
                _ => throw answer.NotAResult($"a status that is known ('{Primitives.Validate.Printable(word)}')"),
            };
        }

        // An error comes with HTTP 200 too: {"code":400,"message":"…"}.
        private static InferenceException NoJob(ProviderAnswer answer) => answer.NotAResult("a job to wait for");
    }
}
