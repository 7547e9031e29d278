using InferenceProviders;
using InferenceProviders.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Registers rerankers. They live as long as the clients for other tasks do
/// (<see cref="InferenceClientServiceCollectionExtensions"/>).
/// </summary>
public static class InferenceRerankerServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="IReranker"/>.</summary>
    /// <param name="services">
    /// The services. Where no <see cref="InferenceRouter"/> is registered, one is, with default options and the token
    /// of the environment.
    /// </param>
    /// <param name="model">
    /// <c>org/name</c>, a name of the provider's own, or the URL of an endpoint.
    /// </param>
    /// <param name="provider">
    /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
    /// </param>
    /// <param name="router">The name of the router; null for the one without a name.</param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddInferenceReranker(
        this IServiceCollection services, string model, string? provider = null, string? router = null) =>
        services.AddKeyedInferenceReranker(serviceKey: null, model, provider, router);

    /// <summary>Registers an <see cref="IReranker"/> with a key.</summary>
    /// <param name="services">The services, as for the registration without a key.</param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="model">
    /// <c>org/name</c>, a name of the provider's own, or the URL of an endpoint.
    /// </param>
    /// <param name="provider">
    /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
    /// </param>
    /// <param name="router">The name of the router; null for the one without a name.</param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddKeyedInferenceReranker(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
        string? router = null) =>
        services.AddClient(serviceKey, model, provider, router, made => made.AsIReranker(model, provider));

    /// <summary>Registers an <see cref="IReranker"/> for a chain of models.</summary>
    /// <param name="services">The services, as for the registration of one model.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked.</param>
    /// <param name="router">The name of the router; null for the one without a name.</param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddInferenceReranker(
        this IServiceCollection services, IEnumerable<string> models, string? router = null) =>
        services.AddKeyedInferenceReranker(serviceKey: null, models, router);

    /// <summary>Registers an <see cref="IReranker"/> for a chain of models with a key.</summary>
    /// <param name="services">The services, as for the registration of one model.</param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked.</param>
    /// <param name="router">The name of the router; null for the one without a name.</param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddKeyedInferenceReranker(
        this IServiceCollection services, object? serviceKey, IEnumerable<string> models, string? router = null)
    {
        var chain = ClientBuilders.Chain(models);
        return services.AddClient(serviceKey, chain[0], provider: null, router, made => made.AsIReranker(chain));
    }
}
