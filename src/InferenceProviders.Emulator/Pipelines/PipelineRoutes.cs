using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Embeddings;
using InferenceProviders.Emulator.Tasks.Pipelines;
using InferenceProviders.Emulator.Tasks.Speech;

namespace InferenceProviders.Emulator.Pipelines;

/// <summary>Embeddings and speech. The pipelines of HF Inference are behind its one route for models, fal's and Replicate's behind theirs.</summary>
internal static class PipelineRoutes
{
    public static void MapPipelines(this IEndpointRouteBuilder app, Emulation emulation)
    {
        new EmbeddingsEndpoint(emulation, "deepinfra", "/v1/openai/embeddings").Map(app);
        new EmbeddingsEndpoint(emulation, "nebius", "/v1/embeddings").Map(app);
        new EmbeddingsEndpoint(emulation, "sambanova", "/v1/embeddings").Map(app);
        new EmbeddingsEndpoint(emulation, "scaleway", "/v1/embeddings").Map(app);
        new EmbeddingsEndpoint(emulation, "together", "/v1/embeddings").Map(app);
        new SpeechEndpoints(emulation, "deepinfra", "/v1/openai").Map(app);
        new SpeechEndpoints(emulation, "together", "/v1").Map(app);
        app.MapPost(RoutePattern.Of("hf-inference", "/models/{model}/pipeline/{task}"), context =>
        {
            ProviderEndpointFilter.EnterWithAnyBody(context, emulation, "feature-extraction", "sentence-similarity");
            return PipelineModels.AnswerAsync(context, (string?)context.Request.RouteValues["task"] ?? "");
        });
    }
}
