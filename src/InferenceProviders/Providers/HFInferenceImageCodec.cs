using System.Net.Http.Headers;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>
/// Images by the pipelines of HF Inference and of Inference Endpoints: <c>{"inputs","parameters"}</c>, or the bare
/// image when there is nothing to say about it; the answer is the image itself ("Text to Image" and "Image to Image" in
/// the documentation; captures hf-inference/*-to-image).
/// </summary>
/// <param name="task">Text to image, or image to image.</param>
/// <param name="path">The route; empty for an endpoint, which is its own.</param>
internal sealed class HFInferenceImageCodec(InferenceTask task, string path) : GenerationCodec(task)
{
    protected override bool HasUrls => false;

    protected override bool TakesAccept => true;

    protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
    {
        var answer = await SendAsync(request, exchange).ConfigureAwait(false);
        if (!MediaTypeDetector.IsText(answer.Body.Span) || MediaTypeDetector.Detect(answer.Body.Span) is not null)
        {
            var type = MediaTypeDetector.Recognize(answer.Body.Span, answer.MediaType, Kind, out var instead);
            return type is { Length: > 0 } && answer.Body.Length > 0
                ? new GenerationResult([Content(new MediaBytes(answer.Body, type))], Raw: null)
                : throw answer.NotAResult("an image", type is null ? instead : null);
        }

        // Some servers behind an endpoint answer as other providers do.
        var outputs = answer.Json.At("data").Outputs("b64_json", "url");
        if (outputs.Count == 0)
        {
            outputs = answer.Json.At("output").Outputs("url");
        }

        return outputs.Count > 0
            ? await ResultAsync(outputs, answer, request, exchange).ConfigureAwait(false)
            : throw answer.NotAResult("an image");
    }

    private async Task<ProviderAnswer> SendAsync(GenerationRequest request, TaskExchange exchange)
    {
        var headers = request.MediaType is null ? null : new Dictionary<string, string>
        {
            ["Accept"] = request.MediaType,
        };
        var parameters = Body(request);
        if (request.Originals is not [var original, ..])
        {
            return await PostAsync(
                exchange, path, Payload(request.Prompt, parameters), request, headers).ConfigureAwait(false);
        }

        parameters["prompt"] = request.Prompt;
        if (parameters.Any() || request.Overrides is { Count: > 0 })
        {
            var images = await ReadOriginalsAsync(
                request, exchange, InputForm.Base64, takesUrls: false).ConfigureAwait(false);
            return await PostAsync(
                exchange, path, Payload(images[0], parameters), request, headers).ConfigureAwait(false);
        }

        var media = await exchange.ReadAsync(original, MediaKind.Image).ConfigureAwait(false);
        var content = new ReadOnlyMemoryContent(media.Bytes);
        content.Headers.ContentType = media.MediaType is null ? null : MediaTypeHeaderValue.Parse(media.MediaType);
        return await exchange.PostAsync(path, content, headers).ConfigureAwait(false);
    }

    private static WireBody Payload(object? inputs, WireBody parameters) => new()
    {
        ["inputs"] = inputs,
        ["parameters"] = parameters.Any() ? parameters : null,
    };
}
