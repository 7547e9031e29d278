using InferenceProviders;
using InferenceProviders.DependencyInjection;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using Microsoft.Extensions.AI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Registers clients for chains of models (<see cref="InferenceRouterChainExtensions"/>): the first one is asked, and
/// when it cannot answer, the next. They live as long as the clients for one model do
/// (<see cref="InferenceClientServiceCollectionExtensions"/>).
/// </summary>
public static class InferenceChainServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="IChatClient"/> for a chain of models.</summary>
    /// <param name="services">
    /// The services. Where no <see cref="InferenceRouter"/> is registered, one is, with default options and the token
    /// of the environment.
    /// </param>
    /// <param name="models">1 to 10 models in the order in which they are asked.</param>
    /// <param name="protocol">The protocol of every call; <see cref="ChatProtocol.Auto"/> chooses for each.</param>
    /// <param name="router">The name of the router; null for the one without a name.</param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static ChatClientBuilder AddInferenceChatClient(
        this IServiceCollection services, IEnumerable<string> models, ChatProtocol protocol = ChatProtocol.Auto,
        string? router = null) =>
        services.AddKeyedInferenceChatClient(serviceKey: null, models, protocol, router);

    /// <summary>Registers an <see cref="IChatClient"/> for a chain of models with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="protocol"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='protocol']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static ChatClientBuilder AddKeyedInferenceChatClient(
        this IServiceCollection services, object? serviceKey, IEnumerable<string> models,
        ChatProtocol protocol = ChatProtocol.Auto, string? router = null)
    {
        var chain = ClientBuilders.Chain(models);
        return services.AddChat(
            serviceKey, chain[0], provider: null, router, made => made.AsIChatClient(chain, protocol));
    }

    /// <summary>
    /// Registers an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of strings and <see cref="Embedding{T}" />s
    /// of float for one model at several places.
    /// </summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="models">
    /// 1 to 10 times the same model: with or without a suffix, and URLs of endpoints that serve it.
    /// </param>
    /// <param name="dimensions">
    /// The number of dimensions to ask for, greater than zero, on models that can shorten vectors; null for the model's
    /// own.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, they are not the same, or a text is not a model reference.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions is not greater than zero.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddInferenceEmbeddingGenerator(
        this IServiceCollection services, IEnumerable<string> models, int? dimensions = null,
        string? router = null) =>
        services.AddKeyedInferenceEmbeddingGenerator(serviceKey: null, models, dimensions, router);

    /// <summary>
    /// Registers an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of strings and <see cref="Embedding{T}" />s
    /// of float for one model at several places, with a key.
    /// </summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="models">
    /// 1 to 10 times the same model: with or without a suffix, and URLs of endpoints that serve it.
    /// </param>
    /// <param name="dimensions">
    /// The number of dimensions to ask for, greater than zero, on models that can shorten vectors; null for the model's
    /// own.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, they are not the same, or a text is not a model reference.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions is not greater than zero.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddKeyedInferenceEmbeddingGenerator(
        this IServiceCollection services, object? serviceKey, IEnumerable<string> models, int? dimensions = null,
        string? router = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        Validate.Dimensions(dimensions);
        string[] same = [.. models];
        InferenceRouterChainExtensions.CheckSame(BoundModel.Chain(same, nameof(models)), nameof(models));
        return services.AddEmbeddings(
            serviceKey, same[0], provider: null, router, made => made.AsIEmbeddingGenerator(same, dimensions));
    }

    /// <summary>Registers an <see cref="IImageGenerator"/> for a chain of models.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static ImageGeneratorBuilder AddInferenceImageGenerator(
        this IServiceCollection services, IEnumerable<string> models, string? router = null) =>
        services.AddKeyedInferenceImageGenerator(serviceKey: null, models, router);

    /// <summary>Registers an <see cref="IImageGenerator"/> for a chain of models with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static ImageGeneratorBuilder AddKeyedInferenceImageGenerator(
        this IServiceCollection services, object? serviceKey, IEnumerable<string> models, string? router = null)
    {
        var chain = ClientBuilders.Chain(models);
        return services.AddImages(
            serviceKey, chain[0], provider: null, router, made => made.AsIImageGenerator(chain));
    }

    /// <summary>Registers an <see cref="ISpeechToTextClient"/> for a chain of models.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static SpeechToTextClientBuilder AddInferenceSpeechToTextClient(
        this IServiceCollection services, IEnumerable<string> models, string? router = null) =>
        services.AddKeyedInferenceSpeechToTextClient(serviceKey: null, models, router);

    /// <summary>Registers an <see cref="ISpeechToTextClient"/> for a chain of models with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static SpeechToTextClientBuilder AddKeyedInferenceSpeechToTextClient(
        this IServiceCollection services, object? serviceKey, IEnumerable<string> models, string? router = null)
    {
        var chain = ClientBuilders.Chain(models);
        return services.AddTranscription(
            serviceKey, chain[0], provider: null, router, made => made.AsISpeechToTextClient(chain));
    }

    /// <summary>Registers an <see cref="ITextToSpeechClient"/> for a chain of models.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static TextToSpeechClientBuilder AddInferenceTextToSpeechClient(
        this IServiceCollection services, IEnumerable<string> models, string? router = null) =>
        services.AddKeyedInferenceTextToSpeechClient(serviceKey: null, models, router);

    /// <summary>Registers an <see cref="ITextToSpeechClient"/> for a chain of models with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>
    /// The builder of what is registered, for middleware around the client; what is added first is outermost.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static TextToSpeechClientBuilder AddKeyedInferenceTextToSpeechClient(
        this IServiceCollection services, object? serviceKey, IEnumerable<string> models, string? router = null)
    {
        var chain = ClientBuilders.Chain(models);
        return services.AddSpeech(
            serviceKey, chain[0], provider: null, router, made => made.AsITextToSpeechClient(chain));
    }

    /// <summary>Registers an <see cref="IVideoGenerator"/> for a chain of models.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddInferenceVideoGenerator(
        this IServiceCollection services, IEnumerable<string> models, string? router = null) =>
        services.AddKeyedInferenceVideoGenerator(serviceKey: null, models, router);

    /// <summary>Registers an <see cref="IVideoGenerator"/> for a chain of models with a key.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="serviceKey">The key; null for none.</param>
    /// <param name="models"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='models']"/></param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IServiceCollection AddKeyedInferenceVideoGenerator(
        this IServiceCollection services, object? serviceKey, IEnumerable<string> models, string? router = null)
    {
        var chain = ClientBuilders.Chain(models);
        return services.AddClient(
            serviceKey, chain[0], provider: null, router, made => made.AsIVideoGenerator(chain));
    }
}
