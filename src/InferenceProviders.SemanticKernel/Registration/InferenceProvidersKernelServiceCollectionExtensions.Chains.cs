using InferenceProviders;
using InferenceProviders.SemanticKernel.Chat;
using InferenceProviders.SemanticKernel.Registration;
using InferenceProviders.SemanticKernel.Services;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.AudioToText;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.ImageToText;
using Microsoft.SemanticKernel.TextGeneration;
using Microsoft.SemanticKernel.TextToAudio;
using Microsoft.SemanticKernel.TextToImage;

namespace Microsoft.Extensions.DependencyInjection;

/// <content>Chains of models: the first one is asked, and when it cannot answer, the next.</content>
public static partial class InferenceProvidersKernelServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <c>IChatClient</c> for a chain of models: the first one is asked, and when it cannot answer, the next.
    /// </summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">There is no model, or a text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersChatClient(
        this IServiceCollection services, IEnumerable<string> models, string? serviceId = null,
        string? router = null) =>
        services.Add<IChatClient>(
            serviceId, models, router, static (address, services) => KernelChat.Client(address, services));

    /// <summary>
    /// Adds an <c>IChatCompletionService</c> for a chain of models: the first one is asked, and when it cannot answer,
    /// the next.
    /// </summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">There is no model, or a text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersChatCompletion(
        this IServiceCollection services, IEnumerable<string> models, string? serviceId = null,
        string? router = null) =>
        services.Add<IChatCompletionService>(
            serviceId, models, router, static (address, services) => KernelChat.Service(address, services));

    /// <summary>
    /// Adds an <c>ITextToImageService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>Settings are as for one model.</remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddInferenceProvidersTextToImage(
        this IServiceCollection services, IEnumerable<string> models, string? serviceId = null,
        string? router = null) =>
        services.Add<ITextToImageService>(
            serviceId, models, router, static (address, _) => new TextToImageService(address));

    /// <summary>
    /// Adds an <c>IAudioToTextService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>Settings are as for one model.</remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddInferenceProvidersAudioToText(
        this IServiceCollection services, IEnumerable<string> models, string? serviceId = null,
        string? router = null) =>
        services.Add<IAudioToTextService>(
            serviceId, models, router, static (address, _) => new AudioToTextService(address));

    /// <summary>
    /// Adds an <c>ITextToAudioService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>All speak, or all make music and sounds: the first one that the Hub knows decides.</remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddInferenceProvidersTextToAudio(
        this IServiceCollection services, IEnumerable<string> models, string? serviceId = null,
        string? router = null) =>
        services.Add<ITextToAudioService>(
            serviceId, models, router, static (address, _) => new TextToAudioService(address));

    /// <summary>
    /// Adds an <c>IImageToTextService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>They are asked as chat models that take images.</remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddInferenceProvidersImageToText(
        this IServiceCollection services, IEnumerable<string> models, string? serviceId = null,
        string? router = null) =>
        services.Add<IImageToTextService>(
            serviceId, models, router, static (address, _) => new ImageToTextService(address));

    /// <summary>
    /// Adds an <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> for one model at several places: with
    /// other suffixes, or behind the URLs of other endpoints.
    /// </summary>
    /// <remarks>Vectors of two models cannot be compared, so that the ids must be the same.</remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="dimensions">
    /// The number of dimensions of the vectors, greater than zero, for models that can shorten them; null for the
    /// model's own.
    /// </param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, a text is not a model reference, or two models are not
    /// the same.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions is not greater than zero.</exception>
    public static IServiceCollection AddInferenceProvidersEmbeddingGenerator(
        this IServiceCollection services, IEnumerable<string> models, string? serviceId = null,
        int? dimensions = null, string? router = null) =>
        services.Add<IEmbeddingGenerator<string, Embedding<float>>>(
            serviceId, models, router, Embedder(dimensions));

    /// <summary>
    /// Adds an <c>ITextGenerationService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>They are asked as chat models.</remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddInferenceProvidersTextGeneration(
        this IServiceCollection services, IEnumerable<string> models, string? serviceId = null,
        string? router = null) =>
        services.Add<ITextGenerationService>(
            serviceId, models, router, static (address, services) =>
                new TextGenerationService(address, KernelChat.Service(address, services)));
}
