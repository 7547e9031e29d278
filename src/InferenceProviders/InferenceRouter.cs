using InferenceProviders.Diagnostics;
using InferenceProviders.Primitives;
using InferenceProviders.Providers;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Clients;
using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Images;
using InferenceProviders.Tasks.Requests;
using InferenceProviders.Tasks.Speech;
using InferenceProviders.Tasks.Video;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace InferenceProviders;

/// <summary>
/// The front door: makes clients for models on any provider. Thread-safe and meant to live as long as the application.
/// </summary>
public sealed class InferenceRouter : IRuntimeSource, IDisposable
{
    private readonly InferenceRouter? _shared;
    private readonly Func<CancellationToken, ValueTask<string?>>? _token;
    private volatile RouterRuntime _core;
    private bool _disposed;

    /// <summary>Creates a router.</summary>
    /// <param name="options">
    /// Null for defaults: the token of the environment, the public router, automatic provider choice.
    /// </param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public InferenceRouter(InferenceProvidersOptions? options = null)
        : this(options ?? new(), asksHub: false)
    {
    }

    /// <param name="options">The options.</param>
    /// <param name="asksHub">
    /// Whether the host asks the Hub for the providers in the options that nobody here knows.
    /// </param>
    internal InferenceRouter(InferenceProvidersOptions options, bool asksHub)
    {
        _core = new RouterRuntime(RouterSettingsFactory.Create(options));
        WarnOfUnknownProviders(_core.Settings, misspeltOnly: asksHub);
        Health = new RouterHealth(_core.Health, _core.Settings.TimeProvider);
        Catalog = new HubCatalog(() => Core.HubAccess);
    }

    /// <summary>
    /// Creates a router for one user: connections, health and the Hub's answers are those of <paramref name="shared"/>,
    /// the token is the user's own.
    /// </summary>
    internal InferenceRouter(InferenceRouter shared, Func<CancellationToken, ValueTask<string?>> token)
    {
        _shared = shared;
        _token = token;
        _core = shared.Core.With(token);
        Health = shared.Health;
        Catalog = new HubCatalog(() => Core.HubAccess);
    }

    /// <summary>The providers that this router knows by name.</summary>
    public ProviderRegistry Providers => Core.Settings.Providers;

    /// <summary>How the routes that were used are doing.</summary>
    public RouterHealth Health { get; }

    /// <summary>What the Hub knows about models: their providers, prices and capabilities.</summary>
    public HubCatalog Catalog { get; }

    /// <summary>What a call that begins now works with.</summary>
    /// <exception cref="ObjectDisposedException">The router was disposed.</exception>
    internal RouterRuntime Core
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _shared is null ? _core : OwnCore(_shared.Core);
        }
    }

    RouterRuntime IRuntimeSource.Current => Core;

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
    /// The length of the vectors to ask for, on models that can shorten them; over zero. Default: the model's own.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The text is not a model reference, the name not a provider's, or the number not over zero.
    /// </exception>
    public IEmbeddingGenerator<string, Embedding<float>> AsIEmbeddingGenerator(
        string model, string? provider = null, int? dimensions = null)
    {
        if (dimensions is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(dimensions));
        }

        var (reference, named) = Check(model, provider);
        return new InferenceEmbeddingGenerator(this, new(reference), named, dimensions);
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
    /// The URL is not one that can be called safely, or the number not over zero.
    /// </exception>
    public IEmbeddingGenerator<string, Embedding<float>> AsIEmbeddingGenerator(
        Uri endpoint, string? model = null, int? dimensions = null)
    {
        if (dimensions is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(dimensions));
        }

        return new InferenceEmbeddingGenerator(this, Bind(endpoint, model), provider: null, dimensions);
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

    /// <summary>Creates a client that writes down speech. It is cheap, thread-safe, and needs no disposal.</summary>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <remarks>
    /// The type of the audio is found in its first bytes, or given with <see cref="InferenceSpeechToTextOptions"/>,
    /// which also has the parameters of the task specification; parameters of the provider's own go by name through
    /// <c>AdditionalProperties</c>. The pieces with their times are on the response:
    /// <see cref="SpeechToTextResponseExtensions.GetSegments(SpeechToTextResponse)"/>.
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
    /// Creates a client that writes down speech at an endpoint of your own: below <c>/v1</c> in OpenAI's form,
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

    /// <summary>Creates a client that speaks texts. It is cheap, thread-safe, and needs no disposal.</summary>
    /// <returns>A client for the model. It is thread-safe and need not be disposed.</returns>
    /// <remarks>
    /// <c>VoiceId</c>, <c>Speed</c> and <c>Language</c> are sent as <c>voice</c>, <c>speed</c> and <c>language</c>;
    /// which of them a model knows is its own matter. <c>AudioFormat</c> can be chosen on DeepInfra and Together.
    /// Results are bytes, fetched and checked.
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
    /// Creates a client that speaks texts at an endpoint of your own: below <c>/v1</c> in OpenAI's form, elsewhere as a
    /// pipeline of Inference Endpoints. It never leaves that host.
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
    /// Sends a request of one's own: to a provider's route, to the Hugging Face router, or to an endpoint, with the
    /// authorization that belongs there. It is sent once; nothing is retried.
    /// </summary>
    /// <param name="request">What to send, and where.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer, whatever its media type, with the report of the call.</returns>
    /// <exception cref="ArgumentException">Something of the request is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed, or its answer was larger than the limits.</exception>
    public Task<InferenceResponse> SendAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        var (model, provider) = CheckRequest(request);
        return RequestSender.SendAsync(Core, model, provider, request, cancellationToken);
    }

    /// <summary>
    /// The same for an answer in server-sent events: the data of each, up to <c>[DONE]</c>. Whether the provider
    /// streams is up to the request's body (<c>"stream": true</c> on most); an answer in one piece is given as one. The
    /// whole of it is under <see cref="InferenceTimeouts.Call"/>.
    /// </summary>
    /// <param name="request">What to send, and where.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The data of each event, as JSON, while they arrive.</returns>
    /// <exception cref="ArgumentException">Something of the request is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">
    /// The call failed, or an event said so. Of the kind <see cref="InferenceErrorKind.Interrupted"/> when events had
    /// been given.
    /// </exception>
    public IAsyncEnumerable<RawJson> SendStreamingAsync(
        InferenceRequest request, CancellationToken cancellationToken = default)
    {
        var (model, provider) = CheckRequest(request);
        return RequestSender.StreamAsync(Core, model, provider, request, cancellationToken);
    }

    /// <summary>
    /// Writes a media file behind a result URL to a stream, without keeping it in memory: https from public addresses
    /// only, without credentials, under <see cref="InferenceLimits.DownloadBytes"/> and
    /// <see cref="InferenceTimeouts.Call"/>.
    /// </summary>
    /// <param name="uri">For example that of a <c>UriContent</c> in a response.</param>
    /// <param name="destination">It stays open. When the call fails, it has part of the file.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <returns>The media type, when the answer or the file's first bytes tell it.</returns>
    /// <exception cref="InferenceException">
    /// The URL was refused, or the file too large, or it could not be fetched.
    /// </exception>
    public async Task<string?> DownloadAsync(Uri uri, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(destination);
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var deadline = new Deadline(Core.Settings.Timeouts.Call, Core.Settings.TimeProvider, cancellationToken);
        try
        {
            return await Core.Downloads.CopyAsync(uri, destination, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InferenceException(
                InferenceErrorKind.Timeout,
                    $"The download from {uri.Host} did not end within "
                    + $"{Core.Settings.Timeouts.Call.TotalSeconds:0.###} s.",
                    exception);
        }
    }

    /// <summary>
    /// Closes the connections. Calls of the clients that the router made throw an <see cref="ObjectDisposedException"/>
    /// from then on.
    /// </summary>
    public void Dispose()
    {
        _disposed = true;
        if (_shared is null)
        {
            _core.Dispose();
        }
    }

    /// <summary>
    /// Calls that begin from now on work with these options; those under way go on with the ones that they began with.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// An option is wrong, and nothing has changed; the message names it.
    /// </exception>
    internal void Reload(InferenceProvidersOptions options) =>
        _core = _core.With(RouterSettingsFactory.Create(options, previous: _core.Settings));

    private static void WarnOfUnknownProviders(RouterSettings settings, bool misspeltOnly)
    {
        ILogger? logger = null;
        foreach (var (option, name, meant) in UnknownProviders.In(settings))
        {
            logger ??= settings.LoggerFactory.CreateLogger("InferenceProviders.Options");
            if (meant is not null)
            {
                Log.ProviderMisspelt(logger, option, name, meant);
            }
            else if (!misspeltOnly)
            {
                Log.ProviderUnknown(logger, option, name);
            }
        }
    }

    private RouterRuntime OwnCore(RouterRuntime shared)
    {
        var own = _core;
        return ReferenceEquals(own.Origin, shared) ? own : _core = shared.With(_token!);
    }

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

    private BoundModel Bind(Uri endpoint, string? model)
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
                nameof(protocol), protocol, "Use Auto, ChatCompletions or Responses.");
        }
    }

    private (ModelReference? Model, string? Provider) CheckRequest(InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return request.Check();
    }
}
