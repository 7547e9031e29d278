using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Generation;

/// <summary>
/// Text to image in OpenAI's form: <c>{"prompt","model","response_format"}</c> to <c>{"data":[{"b64_json"}]}</c> or
/// <c>{"data":[{"url"}]}</c>.
/// </summary>
/// <param name="path">The route, below the provider's address.</param>
internal class OpenAIImagesCodec(string path) : GenerationCodec(InferenceTask.TextToImage)
{
    protected override string? CountField => "n";

    protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
    {
        var body = Body(request);
        Complete(body);
        body["response_format"] = request.Form == ResultForm.Uri ? "url" : "b64_json";
        body["prompt"] = request.Prompt;
        body.SetFirst("model", exchange.Route.ProviderModel);
        var answer = await PostAsync(exchange, path, body, request).ConfigureAwait(false);
        var outputs = answer.Json.At("data").Outputs("b64_json", "url");
        if (outputs.Count == 0)
        {
            // SiliconFlow, and servers that follow it.
            outputs = answer.Json.At("images").Outputs("b64_json", "url");
        }

        return outputs.Count > 0
            ? await ResultAsync(outputs, answer, request, exchange).ConfigureAwait(false)
            : throw answer.NotAResult("images in 'data'");
    }

    /// <summary>What the provider names otherwise.</summary>
    protected virtual void Complete(WireBody body)
    {
    }
}
