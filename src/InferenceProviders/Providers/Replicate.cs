using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>Replicate: images, video, speech.</summary>
internal static class Replicate
{
    public static Provider Create() => new("replicate", "https://api.replicate.com")
    {
        Codecs = [
            new Codec(InferenceTask.TextToImage), new Codec(InferenceTask.ImageToImage),
            new Codec(InferenceTask.TextToVideo), .. ReplicateSpeech.Codecs],
    };

    /// <summary>
    /// Everything is a prediction with an <c>input</c> (captures replicate/*). Models name their image differently, so
    /// it goes under every name.
    /// </summary>
    private sealed class Codec(InferenceTask task) : GenerationCodec(task)
    {
        public override bool IsRepeatable => false;

        protected override string CountField => "num_outputs";

        protected override string FormatField => "output_format";

        protected override int MaxOriginals => int.MaxValue;

        protected override string FormatName(string mediaType) =>
            mediaType == "image/jpeg" ? "jpg" : base.FormatName(mediaType);

        protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
        {
            var input = Body(request);
            input["prompt"] = request.Prompt;
            if (await ReadOriginalsAsync(request, exchange).ConfigureAwait(false) is [var first, ..] images)
            {
                input["image"] = first;
                input["images"] = images;
                input["input_image"] = first;
                input["input_images"] = images;
            }

            if (Task != InferenceTask.TextToVideo
                && LoraAdapter.Of(exchange.Route) is { WeightsPath: not null } adapter)
            {
                input["lora_weights"] = adapter.ModelUrl;
            }

            var answer = await ReplicatePrediction.RunAsync(exchange, input, request.Overrides).ConfigureAwait(false);
            var outputs = answer.Json.At("output").Outputs("url");
            return outputs.Count > 0
                ? await ResultAsync(outputs, answer, request, exchange).ConfigureAwait(false)
                : throw answer.NotAResult("an output");
        }
    }
}
