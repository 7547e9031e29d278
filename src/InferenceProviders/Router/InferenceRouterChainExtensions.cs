using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Clients;
using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Images;
using InferenceProviders.Tasks.Speech;
using InferenceProviders.Tasks.Video;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// Clients for a chain of models: the first one is asked, and when it cannot answer, the next. One deadline, one report
/// and the router's one retry budget hold for all of them. After which errors the next model is asked is a table of the
/// documentation ("Chains of models"): the provider is out, overloaded or too slow, the rate is limited, the model is
/// not served, or the request is too long for it or has what it cannot take; never after a wrong argument, a key that
/// was refused or a cancellation, and not once a first piece of the answer was given out.
/// </summary>
public static class InferenceRouterChainExtensions
{
    /// <summary>Creates a chat client for a chain of models, over chat completions or the Responses API.</summary>
    /// <param name="router">The router.</param>
    /// <param name="models">
    /// 1 to 10 models in the order in which they are asked: <c>org/name</c> with or without a suffix, and URLs of
    /// endpoints. <c>ChatOptions.ModelId</c> puts a model before them; <see cref="RoutingOptions.FallbackModels"/> of
    /// a call takes the place of those behind the first.
    /// </param>
    /// <param name="protocol">The protocol of every call; <see cref="ChatProtocol.Auto"/> chooses for each.</param>
    /// <returns>A client for the models. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, a text is not a model reference, or the protocol not a member of the
    /// enumeration.
    /// </exception>
    public static IChatClient AsIChatClient(
        this InferenceRouter router, IEnumerable<string> models, ChatProtocol protocol = ChatProtocol.Auto)
    {
        ArgumentNullException.ThrowIfNull(router);
        InferenceRouter.CheckProtocol(protocol);
        return new InferenceChatClient(router, router.Check(models), provider: null, protocol);
    }

    /// <summary>
    /// Creates an embedding generator for one model at several places: with other suffixes, or at endpoints of your
    /// own. Vectors of two models cannot be compared, so that no other model may be in the chain.
    /// </summary>
    /// <param name="router">The router.</param>
    /// <param name="models">
    /// 1 to 10 times the same model: <c>org/name</c> with or without a suffix, and URLs of endpoints that serve it.
    /// </param>
    /// <param name="dimensions">
    /// The number of dimensions to ask for, greater than zero, on models that can shorten vectors. Default: the model's
    /// own.
    /// </param>
    /// <returns>A generator for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, they are not the same, a text is not a model reference, or the number not
    /// greater than zero.
    /// </exception>
    public static IEmbeddingGenerator<string, Embedding<float>> AsIEmbeddingGenerator(
        this InferenceRouter router, IEnumerable<string> models, int? dimensions = null)
    {
        ArgumentNullException.ThrowIfNull(router);
        Validate.Dimensions(dimensions);
        var chain = router.Check(models);
        CheckSame(chain, nameof(models));
        return new InferenceEmbeddingGenerator<Embedding<float>>(
            router, chain, provider: null, dimensions, EmbeddingKind.Floats);
    }

    /// <summary>Creates an image generator for a chain of models.</summary>
    /// <param name="router">The router.</param>
    /// <param name="models"><inheritdoc cref="AsIChatClient" path="/param[@name='models']"/></param>
    /// <returns>A generator for the models. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IImageGenerator AsIImageGenerator(this InferenceRouter router, IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(router);
        return new InferenceImageGenerator(router, router.Check(models), provider: null);
    }

    /// <summary>Creates a video generator for a chain of models.</summary>
    /// <param name="router">The router.</param>
    /// <param name="models"><inheritdoc cref="AsIChatClient" path="/param[@name='models']"/></param>
    /// <returns>A generator for the models. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static IVideoGenerator AsIVideoGenerator(this InferenceRouter router, IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(router);
        return new InferenceVideoGenerator(router, router.Check(models), provider: null);
    }

    /// <summary>Creates a client that transcribes speech, for a chain of models.</summary>
    /// <param name="router">The router.</param>
    /// <param name="models"><inheritdoc cref="AsIChatClient" path="/param[@name='models']"/></param>
    /// <returns>A client for the models. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static ISpeechToTextClient AsISpeechToTextClient(this InferenceRouter router, IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(router);
        return new InferenceSpeechToTextClient(router, router.Check(models), provider: null);
    }

    /// <summary>Creates a client that turns texts into speech, for a chain of models.</summary>
    /// <param name="router">The router.</param>
    /// <param name="models"><inheritdoc cref="AsIChatClient" path="/param[@name='models']"/></param>
    /// <returns>A client for the models. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, or a text is not a model reference.
    /// </exception>
    public static ITextToSpeechClient AsITextToSpeechClient(this InferenceRouter router, IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(router);
        return new InferenceTextToSpeechClient(router, router.Check(models), provider: null);
    }

    /// <summary>Transcribes speech from bytes, a file or a URL, by a chain of models.</summary>
    /// <param name="router">The router.</param>
    /// <param name="audio">
    /// The recording. A URL is sent as it is to providers that take URLs, and fetched for the others.
    /// </param>
    /// <param name="models"><inheritdoc cref="AsIChatClient" path="/param[@name='models']"/></param>
    /// <param name="options">As for <see cref="InferenceRouter.AsISpeechToTextClient(string, string)"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The transcript, with its segments where the provider gives them.</returns>
    /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed.</exception>
    public static Task<SpeechToTextResponse> TranscribeAsync(
        this InferenceRouter router, InferenceMedia audio, IEnumerable<string> models,
        SpeechToTextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(audio);
        return InferenceRouterAudioExtensions.TranscribeAsync(
            router, audio, router.Check(models), provider: null, options, cancellationToken);
    }

    /// <summary>Creates music or sounds from a text (task <c>text-to-audio</c>), by a chain of models.</summary>
    /// <param name="router">The router.</param>
    /// <param name="prompt">What to make; not empty.</param>
    /// <param name="models"><inheritdoc cref="AsIChatClient" path="/param[@name='models']"/></param>
    /// <param name="options">How to make it; null leaves it to the models.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The audio, with its media type.</returns>
    /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed.</exception>
    public static Task<GeneratedAudio> GenerateAudioAsync(
        this InferenceRouter router, string prompt, IEnumerable<string> models, AudioGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentException.ThrowIfNullOrWhiteSpace(prompt);
        return InferenceRouterAudioExtensions.GenerateAudioAsync(
            router, prompt, router.Check(models), provider: null, options, cancellationToken);
    }

    /// <exception cref="ArgumentException">Two models of the chain are not the same.</exception>
    internal static void CheckSame(BoundModel chain, string argument)
    {
        string[] ids =
        [
            .. (chain.Fallbacks ?? []).Prepend(chain).Where(model => model.Reference.Endpoint is null)
                .Select(model => model.Reference.Id).Distinct(),
        ];
        if (ids.Length > 1)
        {
            throw new ArgumentException(
                $"The vectors of {ids[0]} and {ids[1]} cannot be compared: name one model, with other suffixes or "
                    + $"behind the URLs of other endpoints.",
                argument);
        }
    }
}
