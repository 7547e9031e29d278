using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Clients;
using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Files;
using InferenceProviders.Tasks.Images;
using InferenceProviders.Tasks.Speech;
using InferenceProviders.Tasks.Video;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <content>Clients of Microsoft.Extensions.AI, one method for each task and for each way to name a model.</content>
public sealed partial class InferenceRouter
{
    /// <summary>
    /// Creates a chat client for a model. It is cheap, thread-safe, and needs no disposal; <c>ChatOptions.ModelId</c>
    /// overrides the model in a call.
    /// </summary>
    /// <param name="model">
    /// <c>org/name</c>, with <c>:fastest</c>, <c>:cheapest</c>, <c>:preferred</c> or <c>:{provider}</c> behind it for
    /// the server-side router, or the URL of an endpoint (<c>https://host/v1</c>, or its full route).
    /// </param>
    /// <param name="provider">
    /// A provider to call on its own route, with the id that the Hub's mapping gives; null to let the router choose.
    /// </param>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public IChatClient AsIChatClient(string model, string? provider = null) =>
        AsIChatClient(model, ChatProtocol.Auto, provider);

    /// <summary>
    /// Creates a chat client that speaks one protocol. It is cheap, thread-safe, and needs no disposal.
    /// </summary>
    /// <param name="model"><inheritdoc cref="AsIChatClient(string, string)" path="/param[@name='model']"/></param>
    /// <param name="protocol">The protocol of every call; <see cref="ChatProtocol.Auto"/> chooses for each.</param>
    /// <param name="provider">
    /// <inheritdoc cref="AsIChatClient(string, string)" path="/param[@name='provider']"/>
    /// With <see cref="ChatProtocol.Responses"/>, Hugging Face's one route for that protocol is told the provider.
    /// </param>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// The text is not a model reference, the name not a provider's, or the protocol not a member of the enumeration.
    /// </exception>
    public IChatClient AsIChatClient(string model, ChatProtocol protocol, string? provider = null)
    {
        CheckProtocol(protocol);
        var (reference, named) = Check(model, provider);
        return new InferenceChatClient(this, new(reference), named, protocol);
    }

    /// <summary>
    /// Creates a chat client for an endpoint of your own: Inference Endpoints, text-generation-inference, vLLM,
    /// llama.cpp server.
    /// </summary>
    /// <param name="endpoint"><c>https://host/v1</c>, a full route, or a server's root; a query string is kept.</param>
    /// <param name="model">The model's name there; servers of one model ignore it. Default: <c>tgi</c>.</param>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">The URL is not one that can be called safely.</exception>
    public IChatClient AsIChatClient(Uri endpoint, string? model = null) =>
        AsIChatClient(endpoint, ChatProtocol.Auto, model);

    /// <summary>Creates a chat client for an endpoint of your own that speaks one protocol.</summary>
    /// <param name="endpoint"><inheritdoc cref="AsIChatClient(Uri, string)" path="/param[@name='endpoint']"/></param>
    /// <param name="protocol">The protocol of every call; <see cref="ChatProtocol.Auto"/> chooses for each.</param>
    /// <param name="model"><inheritdoc cref="AsIChatClient(Uri, string)" path="/param[@name='model']"/></param>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// The URL is not one that can be called safely, or the protocol not a member of the enumeration.
    /// </exception>
    public IChatClient AsIChatClient(Uri endpoint, ChatProtocol protocol, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckProtocol(protocol);
        return new InferenceChatClient(
            this, new(ModelReference.Parse(endpoint.OriginalString), model), provider: null, protocol);
    }

    /// <summary>Creates an embedding generator for a model. It is cheap, thread-safe, and needs no disposal.</summary>
    /// <returns>A generator for the model. It is thread-safe and need not be disposed.</returns>
    /// <remarks>
    /// <c>normalize</c>, <c>truncate</c>, <c>truncation_direction</c> and <c>prompt_name</c> go through
    /// <c>AdditionalProperties</c>; <c>batch_size</c> there makes batches smaller than the provider's limit, and
    /// <c>pooling</c> = <c>mean</c> averages the vectors of models that give one a token.
    /// </remarks>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">
    /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
    /// </param>
    /// <param name="dimensions">
    /// The number of dimensions to ask for, greater than zero, on models that can shorten vectors. Default: the model's
    /// own.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The text is not a model reference, the name not a provider's, or the number not greater than zero.
    /// </exception>
    public IEmbeddingGenerator<string, Embedding<float>> AsIEmbeddingGenerator(
        string model, string? provider = null, int? dimensions = null)
    {
        Validate.Dimensions(dimensions);
        var (reference, named) = Check(model, provider);
        return new InferenceEmbeddingGenerator<Embedding<float>>(
            this, new(reference), named, dimensions, EmbeddingKind.Floats);
    }

    /// <summary>
    /// Creates an embedding generator for an endpoint of your own (Inference Endpoints, text-embeddings-inference,
    /// vLLM, llama.cpp server): below <c>/v1</c> in OpenAI's form, elsewhere as a pipeline of Inference Endpoints. It
    /// never leaves that host.
    /// </summary>
    /// <param name="endpoint">
    /// <c>https://host/v1</c>, a full route, or the URL of a pipeline; a query string is kept.
    /// </param>
    /// <param name="model">
    /// The model's name there; servers of one model ignore it, and pipelines have none.
    /// <c>EmbeddingGenerationOptions.ModelId</c> names another in a call. Default: <c>tgi</c>.
    /// </param>
    /// <param name="dimensions">
    /// <inheritdoc cref="AsIEmbeddingGenerator(string, string, int?)" path="/param[@name='dimensions']"/>
    /// </param>
    /// <returns>A generator for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">
    /// The URL is not one that can be called safely, or the number not greater than zero.
    /// </exception>
    public IEmbeddingGenerator<string, Embedding<float>> AsIEmbeddingGenerator(
        Uri endpoint, string? model = null, int? dimensions = null)
    {
        Validate.Dimensions(dimensions);
        return new InferenceEmbeddingGenerator<Embedding<float>>(
            this, Bind(endpoint, model), provider: null, dimensions, EmbeddingKind.Floats);
    }

    /// <summary>
    /// Creates an image generator for a model: images from a text, or from original images and a text, whichever the
    /// request has and the model is served for. It is cheap, thread-safe, and needs no disposal.
    /// </summary>
    /// <returns>A generator for the model. It is thread-safe and need not be disposed.</returns>
    /// <remarks>
    /// The parameters of the task specification (<c>seed</c>, <c>num_inference_steps</c>, <c>guidance_scale</c>,
    /// <c>negative_prompt</c>, <c>scheduler</c>, …) are properties of <see cref="InferenceImageOptions"/>, or go by
    /// these names through <c>AdditionalProperties</c>, as do parameters of the provider's own.
    /// <c>RawRepresentationFactory</c> may give a <see cref="System.Text.Json.Nodes.JsonObject"/> whose fields win over
    /// all. Results are bytes, fetched and checked, unless <c>ResponseFormat</c> asks for URLs. A queued job is waited
    /// for, and never submitted twice.
    /// </remarks>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">
    /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
    /// </param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public IImageGenerator AsIImageGenerator(string model, string? provider = null)
    {
        var (reference, named) = Check(model, provider);
        return new InferenceImageGenerator(this, new(reference), named);
    }

    /// <summary>
    /// Creates an image generator for an endpoint of your own: below <c>/v1</c> in OpenAI's form, elsewhere as a
    /// pipeline of Inference Endpoints. It never leaves that host.
    /// </summary>
    /// <param name="endpoint">
    /// <c>https://host/v1</c>, a full route, or the URL of a pipeline; a query string is kept.
    /// </param>
    /// <param name="model">
    /// The model's name there; servers of one model, and pipelines, have none. <c>ImageGenerationOptions.ModelId</c>
    /// names another in a call.
    /// </param>
    /// <returns>A generator for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">The URL is not one that can be called safely.</exception>
    public IImageGenerator AsIImageGenerator(Uri endpoint, string? model = null) =>
        new InferenceImageGenerator(this, Bind(endpoint, model), provider: null);

    /// <summary>
    /// Creates a video generator for a model: videos from a text, an image, or both, whichever the request has and the
    /// model is served for. It is cheap, thread-safe, and needs no disposal.
    /// </summary>
    /// <returns>A generator for the model. It is thread-safe and need not be disposed.</returns>
    /// <remarks>
    /// Every provider queues videos. The wait ends with the job, with <see cref="InferenceTimeouts.Call"/>, or with the
    /// caller's token; <see cref="VideoGenerationOptions.Progress"/> tells how far it is. A job is never submitted
    /// twice.
    /// </remarks>
    /// <param name="model"><c>org/name</c>.</param>
    /// <param name="provider">
    /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
    /// </param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public IVideoGenerator AsIVideoGenerator(string model, string? provider = null)
    {
        var (reference, named) = Check(model, provider);
        return new InferenceVideoGenerator(this, new(reference), named);
    }

    /// <summary>Creates a client that transcribes speech. It is cheap, thread-safe, and needs no disposal.</summary>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <remarks>
    /// The type of the audio is found in its first bytes, or given with <see cref="InferenceSpeechToTextOptions"/>,
    /// which also has the parameters of the task specification; parameters of the provider's own go by name through
    /// <c>AdditionalProperties</c>. The pieces with their times are on the response:
    /// <see cref="SpeechToTextResponseExtensions.GetSegments(SpeechToTextResponse)"/>.
    /// <c>GetStreamingTextAsync</c> gives the text as it comes from OpenAI and from fal's Nemotron; the last update has
    /// the report.
    /// </remarks>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">
    /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
    /// </param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public ISpeechToTextClient AsISpeechToTextClient(string model, string? provider = null)
    {
        var (reference, named) = Check(model, provider);
        return new InferenceSpeechToTextClient(this, new(reference), named);
    }

    /// <summary>
    /// Creates a client that transcribes speech at an endpoint of your own: below <c>/v1</c> in OpenAI's form,
    /// elsewhere as a pipeline of Inference Endpoints. It never leaves that host.
    /// </summary>
    /// <param name="endpoint">
    /// <c>https://host/v1</c>, a full route, or the URL of a pipeline; a query string is kept.
    /// </param>
    /// <param name="model">
    /// The model's name there; servers of one model, and pipelines, have none. <c>SpeechToTextOptions.ModelId</c> names
    /// another in a call.
    /// </param>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">The URL is not one that can be called safely.</exception>
    public ISpeechToTextClient AsISpeechToTextClient(Uri endpoint, string? model = null) =>
        new InferenceSpeechToTextClient(this, Bind(endpoint, model), provider: null);

    /// <summary>
    /// Creates a client that turns texts into speech. It is cheap, thread-safe, and needs no disposal.
    /// </summary>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <remarks>
    /// <c>VoiceId</c>, <c>Speed</c> and <c>Language</c> are sent as <c>voice</c>, <c>speed</c> and <c>language</c>;
    /// which of them are honored depends on the model. <c>AudioFormat</c> can be chosen on DeepInfra, OpenAI and
    /// Together. Results are bytes, fetched and checked. <c>GetStreamingAudioAsync</c> gives them as they come from
    /// these three; the last update has the report, and a stream that breaks off is an
    /// <see cref="InferenceErrorKind.Interrupted"/>.
    /// </remarks>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">
    /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
    /// </param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public ITextToSpeechClient AsITextToSpeechClient(string model, string? provider = null)
    {
        var (reference, named) = Check(model, provider);
        return new InferenceTextToSpeechClient(this, new(reference), named);
    }

    /// <summary>
    /// Creates a client that turns texts into speech at an endpoint of your own: below <c>/v1</c> in OpenAI's form,
    /// elsewhere as a pipeline of Inference Endpoints. It never leaves that host.
    /// </summary>
    /// <param name="endpoint">
    /// <c>https://host/v1</c>, a full route, or the URL of a pipeline; a query string is kept.
    /// </param>
    /// <param name="model">
    /// The model's name there; servers of one model, and pipelines, have none. <c>TextToSpeechOptions.ModelId</c> names
    /// another in a call.
    /// </param>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <exception cref="ArgumentException">The URL is not one that can be called safely.</exception>
    public ITextToSpeechClient AsITextToSpeechClient(Uri endpoint, string? model = null) =>
        new InferenceTextToSpeechClient(this, Bind(endpoint, model), provider: null);

    /// <summary>
    /// Creates a client for the files that a provider keeps for the account of your own key: to send, list, fetch and
    /// delete them. Their ids go into messages as <see cref="HostedFileContent"/>, where the provider takes them. It is
    /// cheap, thread-safe, and needs no disposal.
    /// </summary>
    /// <returns>A client for the provider's files. It is thread-safe and need not be disposed.</returns>
    /// <remarks>
    /// A file goes out as its stream is read, and comes back as a stream: neither is held in memory. <c>Purpose</c> is
    /// the provider's word for what a file is for; by default <c>user_data</c> at OpenAI, <c>fine-tune</c> at Together
    /// and Nebius, <c>batch</c> at Groq and Novita, <c>agent</c> at Z.ai. <c>Scope</c> is the id of a container, at
    /// OpenAI. Fields of the provider's own go by name through <c>AdditionalProperties</c>. Nothing is sent twice.
    /// </remarks>
    /// <param name="provider">
    /// The provider, whose key is in <see cref="InferenceProvidersOptions.ProviderKeys"/>; of several, the first is
    /// used. One that keeps no files is refused in the first call, before anything is sent.
    /// </param>
    /// <exception cref="ArgumentException">The name is not a provider's.</exception>
    public IHostedFileClient AsIHostedFileClient(string provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new InferenceHostedFileClient(
            this, endpoint: null, Validate.ProviderName(provider, nameof(provider)));
    }

    /// <summary>
    /// Creates a client for the files of an endpoint of your own with OpenAI's route <c>/v1/files</c>. It never leaves
    /// that host.
    /// </summary>
    /// <returns>A client for the endpoint's files. It is thread-safe and need not be disposed.</returns>
    /// <param name="endpoint"><c>https://host/v1</c>, or a server's root; a query string is kept.</param>
    /// <exception cref="ArgumentException">The URL is not one that can be called safely.</exception>
    public IHostedFileClient AsIHostedFileClient(Uri endpoint) =>
        new InferenceHostedFileClient(this, Bind(endpoint, model: null).Reference, provider: null);

    /// <summary>Checks what the caller named, when a client is made rather than at its first call.</summary>
    internal (ModelReference Model, string? Provider) Check(string model, string? provider)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var reference = ModelReference.Parse(model);
        if (provider is null or "auto")
        {
            return (reference, null);
        }

        provider = Validate.ProviderName(provider, nameof(provider));
        return reference.Endpoint is null
            ? (reference, provider)
            : throw new ArgumentException(
                "An endpoint URL is its own route: leave the provider out.", nameof(provider));
    }

    /// <summary>Checks the models of a chain; the first one has the others behind it.</summary>
    internal BoundModel Check(IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return BoundModel.Chain(models, nameof(models));
    }

    internal BoundModel Bind(Uri endpoint, string? model)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(ModelReference.Parse(endpoint.OriginalString), string.IsNullOrEmpty(model) ? null : model);
    }

    internal static void CheckProtocol(ChatProtocol protocol)
    {
        if (!Enum.IsDefined(protocol))
        {
            throw new ArgumentOutOfRangeException(
                nameof(protocol), protocol, "The protocol must be Auto, ChatCompletions or Responses.");
        }
    }
}
