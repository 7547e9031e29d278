using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>Hyperbolic: chat and images. The Hub stopped routing to it on 2026-07-01; direct keys still work.</summary>
internal static class Hyperbolic
{
    public static Provider Create() => new("hyperbolic", "https://api.hyperbolic.xyz")
    {
        HasLeftHub = true,
        Chat = ChatDialect.OpenAI,
        Codecs = [new TextCompletionCodec("/v1/chat/completions") { AsChat = true }, new ImageCodec()],
    };

    /// <summary>
    /// OpenAI's path, but <c>model_name</c>, and <c>images[].image</c> in base64 (capture hyperbolic/text-to-image).
    /// </summary>
    private sealed class ImageCodec() : GenerationCodec(InferenceTask.TextToImage)
    {
        protected override bool HasUrls => false;

        protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
        {
            var body = Body(request);
            body["prompt"] = request.Prompt;
            body["model_name"] = exchange.Route.ProviderModel;
            var answer = await PostAsync(exchange, "/v1/images/generations", body, request).ConfigureAwait(false);
            var outputs = answer.Json.At("images").Outputs("image");
            return outputs.Count > 0
                ? await ResultAsync(outputs, answer, request, exchange).ConfigureAwait(false)
                : throw answer.NotAResult("images");
        }
    }
}
