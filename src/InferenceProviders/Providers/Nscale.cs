using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks;

namespace InferenceProviders.Providers;

/// <summary>Nscale: chat and images.</summary>
internal static class Nscale
{
    public static Provider Create() => new("nscale", "https://inference.api.nscale.com")
    {
        Chat = ChatDialect.OpenAI,
        Codecs = [new ImageCodec()],
    };

    /// <summary>
    /// Images come as base64 only; the size is one text (the Python client's form: the JavaScript client's <c>width</c>
    /// and <c>height</c> are not OpenAI's).
    /// </summary>
    private sealed class ImageCodec() : OpenAIImagesCodec("/v1/images/generations")
    {
        protected override bool HasUrls => false;

        protected override void Complete(WireBody body) => body["size"] = body.TakeWidthAndHeight()?.ToString();
    }
}
