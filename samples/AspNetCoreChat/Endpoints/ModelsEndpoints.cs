using InferenceProviders;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspNetCoreChat.Endpoints;

/// <summary>What there is to choose from.</summary>
internal static class ModelsEndpoints
{
    private const int Most = 60;

    public static void MapModels(this IEndpointRouteBuilder api)
    {
        api.MapGet("/models", ChatModelsAsync);
        api.MapGet("/models/{task}", TaskModelsAsync);
        api.MapGet("/providers", ProvidersAsync);
    }

    /// <summary>The chat models with their providers' prices and capabilities.</summary>
    private static async Task<Ok<IReadOnlyList<ChatModelInfo>>> ChatModelsAsync(
        InferenceRouter router, CancellationToken cancellationToken)
    {
        var catalog = await router.Catalog.GetModelsAsync(cancellationToken);
        var models = catalog.Find(new ModelQuery { Task = InferenceTask.Conversational }).Select(ChatModelInfo.From);
        return TypedResults.Ok<IReadOnlyList<ChatModelInfo>>([.. models]);
    }

    /// <summary>The models for another task.</summary>
    private static async Task<Ok<IReadOnlyList<TaskModelInfo>>> TaskModelsAsync(
        string task, InferenceRouter router, CancellationToken cancellationToken)
    {
        var models = await router.Catalog.ListModelsAsync(
            task: new InferenceTask(task), limit: Most, cancellationToken: cancellationToken);
        return TypedResults.Ok<IReadOnlyList<TaskModelInfo>>(
            [.. models.Select(static model => new TaskModelInfo(model.Id, model.Likes, model.Downloads))]);
    }

    /// <summary>The providers that serve a model for a task.</summary>
    private static async Task<Ok<IReadOnlyList<string>>> ProvidersAsync(
        string model, string task, InferenceRouter router, CancellationToken cancellationToken)
    {
        var providers = await router.Catalog.GetProvidersAsync(Chat.ModelChoice.Check(model), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<string>>(
            [.. providers.Where(mapping => mapping.IsLive && mapping.Task.Name == task).Select(
                static mapping => mapping.Provider)]);
    }
}

/// <summary>A chat model of the catalog.</summary>
internal sealed record ChatModelInfo(string Id, IReadOnlyList<string> Input, IReadOnlyList<OfferInfo> Offers)
{
    public static ChatModelInfo From(ModelEntry model) =>
        new(model.Id, model.InputModalities,
        [.. model.Offers.Where(static offer => offer.IsLive).Select(OfferInfo.From)]);
}

/// <summary>
/// What one provider offers: dollars for a million tokens, tokens of context, milliseconds, tokens a second.
/// </summary>
internal sealed record OfferInfo(
    string Provider, decimal? InputPrice, decimal? OutputPrice, long? Context, bool? Tools, bool? Schemas,
    double? Latency, double? Throughput)
{
    public static OfferInfo From(ProviderOffer offer) => new(
        offer.Provider, offer.InputPrice, offer.OutputPrice, offer.ContextLength, offer.SupportsTools,
            offer.SupportsStructuredOutput,
        offer.FirstTokenLatency?.TotalMilliseconds, offer.Throughput);
}

/// <summary>A model for a task other than chat.</summary>
internal sealed record TaskModelInfo(string Id, long? Likes, long? Downloads);
