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

/// <summary>
/// Registers the services of Semantic Kernel on Hugging Face Inference Providers. They share the
/// <see cref="InferenceRouter"/> that is registered, before or after them; without one, they make one with the token
/// and the addresses of the environment. They are singletons, unless the router is scoped when they are added
/// (<c>UseUserTokens</c>): then they are scoped, too.
/// </summary>
public static partial class InferenceProvidersKernelServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <c>IChatClient</c> that runs the kernel functions which the model calls, with the kernel's filters.
    /// Prompt functions and agents use it where no <c>IChatCompletionService</c> is registered.
    /// </summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="model">
    /// <c>org/name</c>, with <c>:fastest</c>, <c>:cheapest</c>, <c>:preferred</c> or <c>:{provider}</c> behind it, or
    /// the URL of an endpoint.
    /// </param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersChatClient(
        this IServiceCollection services, string model, string? provider = null, string? serviceId = null,
            string? router = null) =>
        services.Add<IChatClient>(
            serviceId, model, provider, router, static (address, services) => KernelChat.Client(address, services));

    /// <summary>
    /// Adds an <c>IChatCompletionService</c> that runs the kernel functions which the model calls, with the kernel's
    /// filters.
    /// </summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="model">
    /// <c>org/name</c>, with <c>:fastest</c>, <c>:cheapest</c>, <c>:preferred</c> or <c>:{provider}</c> behind it, or
    /// the URL of an endpoint.
    /// </param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersChatCompletion(
        this IServiceCollection services, string model, string? provider = null, string? serviceId = null,
            string? router = null) =>
        services.Add<IChatCompletionService>(
            serviceId, model, provider, router, static (address, services) => KernelChat.Service(address, services));

    /// <summary>Adds an <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c>.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="dimensions">
    /// The number of dimensions of the vectors, greater than zero, for models that can shorten them; null for the
    /// model's own.
    /// </param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions is not greater than zero.</exception>
    public static IServiceCollection AddInferenceProvidersEmbeddingGenerator(
        this IServiceCollection services, string model, string? provider = null, string? serviceId = null,
            int? dimensions = null, string? router = null) =>
        services.Add<IEmbeddingGenerator<string, Embedding<float>>>(
            serviceId, model, provider, router, Embedder(dimensions));

    /// <summary>Adds an <c>ITextToImageService</c>.</summary>
    /// <remarks>
    /// Known in the extension data of execution settings: <c>width</c> and <c>height</c>, or <c>size</c> ("1024x768");
    /// <c>n</c>; <c>response_format</c> (<c>url</c> or <c>bytes</c>); <c>media_type</c>; and, by the names of the task
    /// specification, <c>seed</c>, <c>num_inference_steps</c>, <c>guidance_scale</c>, <c>negative_prompt</c>,
    /// <c>scheduler</c>. Everything else goes to the provider as it is. Without a <c>response_format</c> the images are
    /// addresses where a provider of the model has them, and bytes where none has: Semantic Kernel's
    /// <c>GenerateImageAsync</c> returns the address, and fails on bytes.
    /// </remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersTextToImage(
        this IServiceCollection services, string model, string? provider = null, string? serviceId = null,
            string? router = null) =>
        services.Add<ITextToImageService>(
            serviceId, model, provider, router, static (address, _) => new TextToImageService(address));

    /// <summary>Adds an <c>IAudioToTextService</c>.</summary>
    /// <remarks>
    /// Known in the extension data of execution settings: <c>language</c> and <c>return_timestamps</c>. Everything else
    /// goes to the provider as it is.
    /// </remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersAudioToText(
        this IServiceCollection services, string model, string? provider = null, string? serviceId = null,
            string? router = null) =>
        services.Add<IAudioToTextService>(
            serviceId, model, provider, router, static (address, _) => new AudioToTextService(address));

    /// <summary>
    /// Adds an <c>ITextToAudioService</c>: speech, or music and sounds when that is what the model is served for.
    /// </summary>
    /// <remarks>
    /// The extension data of execution settings goes to the provider as it is: <c>voice</c>, <c>speed</c>,
    /// <c>language</c>, <c>response_format</c>, …
    /// </remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersTextToAudio(
        this IServiceCollection services, string model, string? provider = null, string? serviceId = null,
            string? router = null) =>
        services.Add<ITextToAudioService>(
            serviceId, model, provider, router, static (address, _) => new TextToAudioService(address));

    /// <summary>
    /// Adds an <c>IImageToTextService</c>: by the task <c>image-to-text</c> where the model is served for it, else by a
    /// chat model that takes images.
    /// </summary>
    /// <remarks>
    /// Known in the extension data of execution settings: <c>prompt</c>, what a chat model is asked about the image
    /// (default: "Describe this image."). Everything else goes to the provider as it is. An endpoint URL is asked as a
    /// chat model.
    /// </remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersImageToText(
        this IServiceCollection services, string model, string? provider = null, string? serviceId = null,
            string? router = null) =>
        services.Add<IImageToTextService>(
            serviceId, model, provider, router, static (address, _) => new ImageToTextService(address));

    /// <summary>
    /// Adds an <c>ITextGenerationService</c>: the task <c>text-generation</c> where the model is served for it, which
    /// continues the prompt as it is, else chat.
    /// </summary>
    /// <remarks>
    /// As chat, the prompt may hold messages (<c>&lt;message role="user"&gt;</c>), and kernel functions are invoked as
    /// by the chat completion service. For a raw continuation the extension data of execution settings goes to the
    /// provider under its own names (<c>max_tokens</c>, <c>temperature</c>, <c>stop</c>). An endpoint URL is asked as
    /// chat, unless it ends in <c>/v1/completions</c>.
    /// </remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call on its own route; null to let the router choose.</param>
    /// <param name="serviceId">The key of the service, which execution settings name; null for the default one.</param>
    /// <param name="router">
    /// The name of a router (<c>AddInferenceProviders(…, name)</c>); null for the one without a name.
    /// </param>
    /// <returns>The same services, to go on with.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    public static IServiceCollection AddInferenceProvidersTextGeneration(
        this IServiceCollection services, string model, string? provider = null, string? serviceId = null,
            string? router = null) =>
        services.Add<ITextGenerationService>(
            serviceId, model, provider, router, static (address, services) =>
                new TextGenerationService(address, KernelChat.Service(address, services)));

    /// <summary>Refuses a wrong number now, rather than when the service is first needed.</summary>
    private static Func<ModelAddress, IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>> Embedder(
        int? dimensions) => dimensions is <= 0
        ? throw new ArgumentOutOfRangeException(
            nameof(dimensions), dimensions, "The number of dimensions must be greater than zero.")
        : (address, _) => address.Embedder(dimensions);
}
