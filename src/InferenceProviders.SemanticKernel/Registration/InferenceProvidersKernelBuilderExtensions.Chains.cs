using InferenceProviders;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <content>Chains of models: the first one is asked, and when it cannot answer, the next.</content>
public static partial class InferenceProvidersKernelBuilderExtensions
{
    /// <summary>
    /// Adds an <c>IChatClient</c> for a chain of models: the first one is asked, and when it cannot answer, the next.
    /// </summary>
    /// <param name="builder">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same builder, to go on with.</returns>
    /// <exception cref="ArgumentException">There is no model, or a text is not a model reference.</exception>
    public static IKernelBuilder AddInferenceProvidersChatClient(
        this IKernelBuilder builder, IEnumerable<string> models, string? serviceId = null, string? router = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddInferenceProvidersChatClient(models, serviceId, router);
        return builder;
    }

    /// <summary>
    /// Adds an <c>IChatCompletionService</c> for a chain of models: the first one is asked, and when it cannot answer,
    /// the next.
    /// </summary>
    /// <param name="builder">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same builder, to go on with.</returns>
    /// <exception cref="ArgumentException">There is no model, or a text is not a model reference.</exception>
    public static IKernelBuilder AddInferenceProvidersChatCompletion(
        this IKernelBuilder builder, IEnumerable<string> models, string? serviceId = null, string? router = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddInferenceProvidersChatCompletion(models, serviceId, router);
        return builder;
    }

    /// <summary>
    /// Adds an <c>ITextToImageService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>Settings are as for one model.</remarks>
    /// <param name="builder">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same builder, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IKernelBuilder AddInferenceProvidersTextToImage(
        this IKernelBuilder builder, IEnumerable<string> models, string? serviceId = null, string? router = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddInferenceProvidersTextToImage(models, serviceId, router);
        return builder;
    }

    /// <summary>
    /// Adds an <c>IAudioToTextService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>Settings are as for one model.</remarks>
    /// <param name="builder">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same builder, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IKernelBuilder AddInferenceProvidersAudioToText(
        this IKernelBuilder builder, IEnumerable<string> models, string? serviceId = null, string? router = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddInferenceProvidersAudioToText(models, serviceId, router);
        return builder;
    }

    /// <summary>
    /// Adds an <c>ITextToAudioService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>All speak, or all make music and sounds: the first one that the Hub knows decides.</remarks>
    /// <param name="builder">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same builder, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IKernelBuilder AddInferenceProvidersTextToAudio(
        this IKernelBuilder builder, IEnumerable<string> models, string? serviceId = null, string? router = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddInferenceProvidersTextToAudio(models, serviceId, router);
        return builder;
    }

    /// <summary>
    /// Adds an <c>IImageToTextService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>They are asked as chat models that take images.</remarks>
    /// <param name="builder">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same builder, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IKernelBuilder AddInferenceProvidersImageToText(
        this IKernelBuilder builder, IEnumerable<string> models, string? serviceId = null, string? router = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddInferenceProvidersImageToText(models, serviceId, router);
        return builder;
    }

    /// <summary>
    /// Adds an <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> for one model at several places: with
    /// other suffixes, or behind the URLs of other endpoints.
    /// </summary>
    /// <remarks>Vectors of two models cannot be compared, so that the ids must be the same.</remarks>
    /// <param name="builder">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="dimensions">
    /// The number of dimensions of the vectors, greater than zero, for models that can shorten them; null for the
    /// model's own.
    /// </param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same builder, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, a text is not a model reference, or two models are not
    /// the same.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions is not greater than zero.</exception>
    public static IKernelBuilder AddInferenceProvidersEmbeddingGenerator(
        this IKernelBuilder builder, IEnumerable<string> models, string? serviceId = null, int? dimensions = null,
        string? router = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddInferenceProvidersEmbeddingGenerator(models, serviceId, dimensions, router);
        return builder;
    }

    /// <summary>
    /// Adds an <c>ITextGenerationService</c> for a chain of models: the first one is asked, and when it cannot
    /// answer, the next.
    /// </summary>
    /// <remarks>They are asked as chat models.</remarks>
    /// <param name="builder">Where it is added.</param>
    /// <param name="models">1 to 10 models in the order in which they are asked; URLs of endpoints, too.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same builder, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IKernelBuilder AddInferenceProvidersTextGeneration(
        this IKernelBuilder builder, IEnumerable<string> models, string? serviceId = null, string? router = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddInferenceProvidersTextGeneration(models, serviceId, router);
        return builder;
    }
}
