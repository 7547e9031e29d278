using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Files;
using InferenceProviders.Emulator.Tasks.Reranking;
using InferenceProviders.Emulator.Tasks.Responses;
using InferenceProviders.Emulator.Tasks.Speech;

namespace InferenceProviders.Emulator.Providers;

/// <summary>
/// A model server of one's own: vLLM, TGI, llama.cpp server, a Hugging Face endpoint. Any host that is nobody's is one.
/// At its root it has a pipeline; the first part of the host's name says its task (<c>text-to-image.example.org</c>).
/// </summary>
internal static class OwnServer
{
    public static EmulatedProvider Provider { get; } = new("endpoint")
    {
        Chat = new(),
        CompletionsPath = "/v1/completions",
        Routes =
        [
            ProviderRoute.Post("/v1/responses", ResponsesEndpoint.PostAsync),
            .. SpeechEndpoints.Below("/v1", SpeechForm.OpenAI),
            .. FileEndpoints.At("/v1/files", hasPages: true),
            RerankEndpoint.At("/v1/rerank", RerankEndpoint.CountTokens),
            ProviderRoute.Post("/rerank", TextsRerankEndpoint.AnswerAsync),
            ProviderRoute.Post("/", AnswerAsync),
        ],
    };

    private static Task AnswerAsync(HttpContext context)
    {
        ProviderEndpointFilter.Authenticate(context.Call());
        return HFInference.AnswerAsync(context, context.Call().Address.Host.Split('.')[0]);
    }
}
