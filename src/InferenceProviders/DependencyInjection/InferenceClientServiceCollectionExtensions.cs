using System.Diagnostics.CodeAnalysis;
using InferenceProviders;
using InferenceProviders.DependencyInjection;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Registers clients for models as the interfaces of Microsoft.Extensions.AI: singletons, or scoped services where the
/// router calls with its users' tokens
/// (<see cref="InferenceProvidersBuilder.UseUserTokens(Func{IServiceProvider, string})"/>). To put middleware around
/// one, register it with a key and build upon that: <c>services.AddChatClient(sp =>
/// sp.GetRequiredKeyedService&lt;IChatClient&gt;("plain")).UseFunctionInvocation()</c>, with
/// <see cref="ServiceLifetime.Scoped"/> as its last argument where the client is scoped.
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
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddInferenceChatClient(
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
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddKeyedInferenceChatClient(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            ChatProtocol protocol = ChatProtocol.Auto, string? router = null) =>
        services.AddClient(serviceKey, model, provider, router, made => made.AsIChatClient(model, protocol, provider));

    /// <summary>
    /// Registers an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of strings and <see cref="Embedding{T}" />s
    /// of float.
    /// </summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIEmbeddingGenerator(string, string, int?)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="dimensions">The length of the vectors; null for the model's own.</param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddInferenceEmbeddingGenerator(
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
    /// <param name="dimensions">The length of the vectors; null for the model's own.</param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddKeyedInferenceEmbeddingGenerator(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            int? dimensions = null, string? router = null) =>
        services.AddClient(serviceKey, model, provider, router, made =>
            made.AsIEmbeddingGenerator(model, provider, dimensions))
            .Forward<IEmbeddingGenerator, IEmbeddingGenerator<string, Embedding<float>>>(serviceKey, router);

    /// <summary>Registers an <see cref="IImageGenerator"/>.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsIImageGenerator(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddInferenceImageGenerator(
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
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddKeyedInferenceImageGenerator(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            string? router = null) =>
        services.AddClient(serviceKey, model, provider, router, made => made.AsIImageGenerator(model, provider));

    /// <summary>Registers an <see cref="ISpeechToTextClient"/>.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsISpeechToTextClient(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddInferenceSpeechToTextClient(
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
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddKeyedInferenceSpeechToTextClient(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            string? router = null) =>
        services.AddClient(serviceKey, model, provider, router, made => made.AsISpeechToTextClient(model, provider));

    /// <summary>Registers an <see cref="ITextToSpeechClient"/>.</summary>
    /// <param name="services"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='services']"/></param>
    /// <param name="model">As for <see cref="InferenceRouter.AsITextToSpeechClient(string, string)"/>.</param>
    /// <param name="provider">
    /// A provider to call on its own route; null for the first live one of the Hub's mapping.
    /// </param>
    /// <param name="router"><inheritdoc cref="AddInferenceChatClient" path="/param[@name='router']"/></param>
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddInferenceTextToSpeechClient(
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
    /// <returns>The service collection, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public static IServiceCollection AddKeyedInferenceTextToSpeechClient(
        this IServiceCollection services, object? serviceKey, string model, string? provider = null,
            string? router = null) =>
        services.AddClient(serviceKey, model, provider, router, made => made.AsITextToSpeechClient(model, provider));

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

    /// <summary>The same object under a second interface.</summary>
    /// <summary>Registers the same under an interface that it has, too.</summary>
    internal static IServiceCollection Forward<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TTo, TFrom>(
        this IServiceCollection services, object? key, string? router)
        where TTo : class
        where TFrom : class, TTo
    {
        RouterRegistration.Of(services, router).Add<TTo>(services, key, provider => key is null
            ? provider.GetRequiredService<TFrom>() : provider.GetRequiredKeyedService<TFrom>(key));
        return services;
    }

    /// <summary>Registers a client, and the router without a name where there is none.</summary>
    internal static IServiceCollection AddClient<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, object? key, string model, string? provider, string? router,
        Func<InferenceRouter, T> make)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);

        // What is wrong here is an error now, not at the first call.
        ModelReference.Parse(model);
        if (provider is not null)
        {
            Validate.ProviderName(provider, nameof(provider));
        }

        var registration = RouterRegistration.Of(services, router);
        if (registration.Name.Length == 0
            && !services.Any(service => service.ServiceType == typeof(InferenceRouter) && !service.IsKeyedService))
        {
            registration.AddRouter(services);
        }

        registration.Add(services, key, provider => make(registration.Resolve(provider)));
        return services;
    }
}
