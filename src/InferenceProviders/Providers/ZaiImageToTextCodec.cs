using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders.Providers;

/// <summary>Z.ai's reading of documents: an image to Markdown (captures zai-org/image-to-text).</summary>
internal sealed class ZaiImageToTextCodec() : TaskCodec<PipelineRequest, GeneratedText>(InferenceTask.ImageToText)
{
    public override async Task<GeneratedText> RunAsync(PipelineRequest request, TaskExchange exchange)
    {
        request.Refuse(exchange, "max_new_tokens", "generation_parameters");
        var body = request.Body();
        var media = await exchange.ReadAsync(request.Media!, MediaKind.Image).ConfigureAwait(false);
        body.SetFirst("model", exchange.Route.ProviderModel);
        body["file"] = new InputMedia(media, InputForm.DataUrl, "image/png");
        body.Override(request.Overrides);
        var answer = await exchange.PostJsonAsync(
            "/api/paas/v4/layout_parsing", body, static (writer, body) => body.WriteTo(writer)).ConfigureAwait(false);
        return answer.Json.ValueKind == System.Text.Json.JsonValueKind.Object
            && answer.Json.At("md_results") is { ValueKind: System.Text.Json.JsonValueKind.String } text
            ? new GeneratedText(text.GetString()!) { Raw = new RawJson(answer.Body) }
            : throw answer.NotAResult("'md_results'");
    }
}
