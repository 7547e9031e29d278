using System.Diagnostics.CodeAnalysis;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// Registers a client as what a builder of Microsoft.Extensions.AI makes of it, with the router's lifetime, and gives
/// that builder: middleware that is added to it before the container is built goes around the client.
/// </summary>
internal static class ClientBuilders
{
    public static ChatClientBuilder AddChat(
        this IServiceCollection services, object? key, string model, string? provider, string? router,
        Func<InferenceRouter, IChatClient> make)
    {
        var registration = services.Prepare(Known(model), provider, router);
        var builder = new ChatClientBuilder(provider => make(registration.Resolve(provider)));
        registration.Add(services, key, provider => builder.Build(provider));
        return builder;
    }

    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddEmbeddings(
        this IServiceCollection services, object? key, string model, string? provider, string? router,
        Func<InferenceRouter, IEmbeddingGenerator<string, Embedding<float>>> make)
    {
        var registration = services.Prepare(Known(model), provider, router);
        var builder = new EmbeddingGeneratorBuilder<string, Embedding<float>>(
            provider => make(registration.Resolve(provider)));
        registration.Add(services, key, provider => builder.Build(provider));

        // The same object under its second interface.
        registration.Add<IEmbeddingGenerator>(services, key, provider => key is null
            ? provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()
            : provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(key));
        return builder;
    }

    public static ImageGeneratorBuilder AddImages(
        this IServiceCollection services, object? key, string model, string? provider, string? router,
        Func<InferenceRouter, IImageGenerator> make)
    {
        var registration = services.Prepare(Known(model), provider, router);
        var builder = new ImageGeneratorBuilder(provider => make(registration.Resolve(provider)));
        registration.Add(services, key, provider => builder.Build(provider));
        return builder;
    }

    public static SpeechToTextClientBuilder AddTranscription(
        this IServiceCollection services, object? key, string model, string? provider, string? router,
        Func<InferenceRouter, ISpeechToTextClient> make)
    {
        var registration = services.Prepare(Known(model), provider, router);
        var builder = new SpeechToTextClientBuilder(provider => make(registration.Resolve(provider)));
        registration.Add(services, key, provider => builder.Build(provider));
        return builder;
    }

    public static TextToSpeechClientBuilder AddSpeech(
        this IServiceCollection services, object? key, string model, string? provider, string? router,
        Func<InferenceRouter, ITextToSpeechClient> make)
    {
        var registration = services.Prepare(Known(model), provider, router);
        var builder = new TextToSpeechClientBuilder(provider => make(registration.Resolve(provider)));
        registration.Add(services, key, provider => builder.Build(provider));
        return builder;
    }

    public static HostedFileClientBuilder AddFiles(
        this IServiceCollection services, object? key, string provider, string? router)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(provider);
        var registration = services.Prepare(model: null, provider, router);
        var builder = new HostedFileClientBuilder(
            services => registration.Resolve(services).AsIHostedFileClient(provider));
        registration.Add(services, key, services => builder.Build(services));
        return builder;
    }

    /// <summary>Registers a client for which there is no builder.</summary>
    public static IServiceCollection AddClient<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, object? key, string model, string? provider, string? router,
        Func<InferenceRouter, T> make)
        where T : class
    {
        var registration = services.Prepare(Known(model), provider, router);
        registration.Add(services, key, provider => make(registration.Resolve(provider)));
        return services;
    }

    /// <summary>A chain of models that is checked.</summary>
    public static string[] Chain(IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        string[] chain = [.. models];
        _ = BoundModel.Chain(chain, nameof(models));
        return chain;
    }

    private static string Known(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model;
    }

    /// <summary>Checks what is wrong now, not at the first call; registers the router where there is none.</summary>
    private static RouterRegistration Prepare(
        this IServiceCollection services, string? model, string? provider, string? router)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (model is not null)
        {
            ModelReference.Parse(model);
        }

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

        return registration;
    }
}
