using InferenceProviders;
using InferenceProviders.DependencyInjection;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Registers clients for models as the interfaces of Microsoft.Extensions.AI: singletons, or scoped services where the
/// router calls with its users' tokens
/// (<see cref="InferenceProvidersBuilder.UseUserTokens(Func{IServiceProvider, string})"/>). Each gives the builder of
/// Microsoft.Extensions.AI, for middleware around the client:
/// <c>services.AddInferenceChatClient(model).UseFunctionInvocation()</c>. The client is registered all the same where
/// nothing is added to its builder.
/// </summary>
public static class InferenceClientServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="IChatClient"/>.</summary>
    /// <param name="services">
    /// The services. Where no <see cref="InferenceRouter"/> is registered, one is, with default options and the token
    /// of the environment.
    /// </param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIChatClient(string, string?)"/>.</param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="protocol">The protocol of every call; <see cref="ChatProtocol.Auto"/> chooses for each.</param>
    /// <param name="router">The name of the router; null for the one without a name.</param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static ChatClientBuilder AddInferenceChatClient(
        this IServiceCollection services, string model, string? provider = null,
            ChatProtocol protocol = ChatProtocol.Auto, string? router = null) =>
        services.AddKeyedInferenceChatClient(serviceKey: null, model, provider, protocol, router);

    /// <summary>Registers an <see cref="IChatClient"/> with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="model"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='model']"/></param>
    /// <param name="provider"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='provider']"/></param>
    /// <param name="protocol"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='protocol']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static ChatClientBuilder AddKeyedInferenceChatClient(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            ChatProtocol protocol = ChatProtocol.Auto, string? router = null) =>
        services.AddChat(serviceKey, model, provider, router, made => made.AsIChatClient(model, protocol, provider));

    /// <summary>
    /// Registers an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of strings and <see cref="Embedding{T}" />s
    /// of float.
    /// </summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIEmbeddingGenerator(string, string, int?)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="dimensions">
    /// The number of dimensions to ask for, greater than zero, on models that can shorten vectors; null for the model's
    /// own.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions is not greater than zero.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddInferenceEmbeddingGenerator(
        this IServiceCollection services, string model, string? provider = null, int? dimensions = null,
        string? router = null) =>
        services.AddKeyedInferenceEmbeddingGenerator(serviceKey: null, model, provider, dimensions, router);

    /// <summary>
    /// Registers an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of strings and <see cref="Embedding{T}" />s
    /// of float with a key.
    /// </summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIEmbeddingGenerator(string, string, int?)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="dimensions">
    /// The number of dimensions to ask for, greater than zero, on models that can shorten vectors; null for the model's
    /// own.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions is not greater than zero.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddKeyedInferenceEmbeddingGenerator(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            int? dimensions = null, string? router = null)
    {
        Validate.Dimensions(dimensions);
        return services.AddEmbeddings(serviceKey, model, provider, router, made =>
            made.AsIEmbeddingGenerator(model, provider, dimensions));
    }

    /// <summary>Registers an <see cref="IImageGenerator"/>.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIImageGenerator(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static ImageGeneratorBuilder AddInferenceImageGenerator(
        this IServiceCollection services, string model, string? provider = null, string? router = null) =>
        services.AddKeyedInferenceImageGenerator(serviceKey: null, model, provider, router);

    /// <summary>Registers an <see cref="IImageGenerator"/> with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIImageGenerator(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static ImageGeneratorBuilder AddKeyedInferenceImageGenerator(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            string? router = null) =>
        services.AddImages(serviceKey, model, provider, router, made => made.AsIImageGenerator(model, provider));

    /// <summary>Registers an <see cref="ISpeechToTextClient"/>.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsISpeechToTextClient(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static SpeechToTextClientBuilder AddInferenceSpeechToTextClient(
        this IServiceCollection services, string model, string? provider = null, string? router = null) =>
        services.AddKeyedInferenceSpeechToTextClient(serviceKey: null, model, provider, router);

    /// <summary>Registers an <see cref="ISpeechToTextClient"/> with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="model">As for <see cref="InferenceRouter.AsISpeechToTextClient(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static SpeechToTextClientBuilder AddKeyedInferenceSpeechToTextClient(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            string? router = null) =>
        services.AddTranscription(serviceKey, model, provider, router,
            made => made.AsISpeechToTextClient(model, provider));

    /// <summary>Registers an <see cref="ITextToSpeechClient"/>.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsITextToSpeechClient(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static TextToSpeechClientBuilder AddInferenceTextToSpeechClient(
        this IServiceCollection services, string model, string? provider = null, string? router = null) =>
        services.AddKeyedInferenceTextToSpeechClient(serviceKey: null, model, provider, router);

    /// <summary>Registers an <see cref="ITextToSpeechClient"/> with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="model">As for <see cref="InferenceRouter.AsITextToSpeechClient(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static TextToSpeechClientBuilder AddKeyedInferenceTextToSpeechClient(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            string? router = null) =>
        services.AddSpeech(serviceKey, model, provider, router, made => made.AsITextToSpeechClient(model, provider));

    /// <summary>Registers an <see cref="IHostedFileClient"/>.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="provider">As for <see cref="InferenceRouter.AsIHostedFileClient(string)"/>.</param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The name is not a provider's.</exception>
    public static HostedFileClientBuilder AddInferenceHostedFileClient(
        this IServiceCollection services, string provider, string? router = null) =>
        services.AddKeyedInferenceHostedFileClient(serviceKey: null, provider, router);

    /// <summary>Registers an <see cref="IHostedFileClient"/> with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="provider">As for <see cref="InferenceRouter.AsIHostedFileClient(string)"/>.</param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">The name is not a provider's.</exception>
    public static HostedFileClientBuilder AddKeyedInferenceHostedFileClient(
        this IServiceCollection services, object? serviceKey, string provider, string? router = null) =>
        services.AddFiles(serviceKey, provider, router);

    /// <summary>Registers an <see cref="IVideoGenerator"/>.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIVideoGenerator"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddInferenceVideoGenerator(
        this IServiceCollection services, string model, string? provider = null, string? router = null) =>
        services.AddKeyedInferenceVideoGenerator(serviceKey: null, model, provider, router);

    /// <summary>Registers an <see cref="IVideoGenerator"/> with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIVideoGenerator"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddKeyedInferenceVideoGenerator(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            string? router = null) =>
        services.AddClient(serviceKey, model, provider, router, made => made.AsIVideoGenerator(model, provider));
}
