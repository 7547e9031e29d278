using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>
/// Nebius: chat, text generation, embeddings, images. The Hub stopped routing to it on 2026-07-01; direct keys still
/// work.
/// </summary>
internal static class Nebius
{
    public static Provider Create() => new("nebius", "https://api.studio.nebius.ai")
    {
        HasLeftHub = true,
        Chat = new() { JsonSchema = JsonSchemaDialect.OpenAIWithGuidedJson },
        // OpenAI's form (https://docs.tokenfactory.nebius.com/api-reference/introduction).
        Files = new() { Purpose = "fine-tune" },
        Codecs =
        [
            TextCompletionCodec.OpenAI,
            new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 256, asksBase64: true),
            new ImageCodec(),
        ],
    };

    /// <summary>
    /// OpenAI's form, but a number of its own for the count is not documented, and the file type is
    /// <c>response_extension</c> (captures nebius/text-to-image).
    /// </summary>
    private sealed class ImageCodec() : OpenAIImagesCodec("/v1/images/generations")
    {
        protected override string? CountField => null;

        protected override string FormatField => "response_extension";

        protected override string FormatName(string mediaType) =>
            mediaType == "image/jpeg" ? "jpg" : base.FormatName(mediaType);
    }
}
