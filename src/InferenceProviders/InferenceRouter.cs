using InferenceProviders.Diagnostics;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace InferenceProviders;

/// <summary>
/// The front door: makes clients for models on any provider. Thread-safe and meant to live as long as the application.
/// </summary>
public sealed partial class InferenceRouter : IDisposable
{
    private readonly InferenceRouter? _shared;
    private readonly Func<CancellationToken, ValueTask<string?>>? _token;
    private volatile RouterRuntime _core;
    private bool _disposed;

    /// <summary>Makes a router.</summary>
    /// <param name="options">Null for defaults: the token of the environment, the public router, automatic provider choice.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public InferenceRouter(InferenceProvidersOptions? options = null)
        : this(options ?? new(), asksHub: false)
    {
    }

    /// <param name="options">The options.</param>
    /// <param name="asksHub">Whether the host asks the Hub for the providers in the options that nobody here knows.</param>
    internal InferenceRouter(InferenceProvidersOptions options, bool asksHub)
    {
        _core = new RouterRuntime(RouterSettingsFactory.Create(options));
        WarnOfUnknownProviders(_core.Settings, misspeltOnly: asksHub);
        Health = new RouterHealth(_core.Health, _core.Settings.TimeProvider);
        Catalog = new HubCatalog(() => Core.HubAccess);
    }

    /// <summary>Makes a router for one user: connections, health and the Hub's answers are those of <paramref name="shared"/>, the token is the user's own.</summary>
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

    /// <summary>Makes a chat client for a model. It is cheap, thread-safe, and needs no disposal; <c>ChatOptions.ModelId</c> overrides the model in a call.</summary>
    /// <param name="model">
    /// <c>org/name</c>, with <c>:fastest</c>, <c>:cheapest</c>, <c>:preferred</c> or <c>:{provider}</c> behind it for the server-side router,
    /// or the URL of an endpoint (<c>https://host/v1</c>, or its full route).
    /// </param>
    /// <param name="provider">A provider to call on its own route, with the id that the Hub's mapping gives; null to let the router choose.</param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public IChatClient AsIChatClient(string model, string? provider = null) => AsIChatClient(model, ChatProtocol.Auto, provider);

    /// <summary>Makes a chat client that speaks one protocol. It is cheap, thread-safe, and needs no disposal.</summary>
    /// <param name="model"><inheritdoc cref="AsIChatClient(string, string)" path="/param[@name='model']"/></param>
    /// <param name="protocol">The protocol of every call; <see cref="ChatProtocol.Auto"/> chooses for each.</param>
    /// <param name="provider">
    /// <inheritdoc cref="AsIChatClient(string, string)" path="/param[@name='provider']"/>
    /// With <see cref="ChatProtocol.Responses"/>, Hugging Face's one route for that protocol is told the provider.
    /// </param>
    /// <exception cref="ArgumentException">The text is not a model reference, the name not a provider's, or the protocol not a member of the enumeration.</exception>
    public IChatClient AsIChatClient(string model, ChatProtocol protocol, string? provider = null)
    {
        CheckProtocol(protocol);
        var (reference, named) = Check(model, provider);
        return new InferenceChatClient(this, reference, named, endpointModel: null, protocol);
    }

    /// <summary>Makes a chat client for an endpoint of your own: Inference Endpoints, text-generation-inference, vLLM, llama.cpp server.</summary>
    /// <param name="endpoint"><c>https://host/v1</c>, a full route, or a server's root; a query string is kept.</param>
    /// <param name="model">The model's name there; servers of one model ignore it. Default: <c>tgi</c>.</param>
    /// <exception cref="ArgumentException">The URL is not one that can be called safely.</exception>
    public IChatClient AsIChatClient(Uri endpoint, string? model = null) => AsIChatClient(endpoint, ChatProtocol.Auto, model);

    /// <summary>Makes a chat client for an endpoint of your own that speaks one protocol.</summary>
    /// <param name="endpoint"><inheritdoc cref="AsIChatClient(Uri, string)" path="/param[@name='endpoint']"/></param>
    /// <param name="protocol">The protocol of every call; <see cref="ChatProtocol.Auto"/> chooses for each.</param>
    /// <param name="model"><inheritdoc cref="AsIChatClient(Uri, string)" path="/param[@name='model']"/></param>
    /// <exception cref="ArgumentException">The URL is not one that can be called safely, or the protocol not a member of the enumeration.</exception>
    public IChatClient AsIChatClient(Uri endpoint, ChatProtocol protocol, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckProtocol(protocol);
        return new InferenceChatClient(this, ModelReference.Parse(endpoint.OriginalString), provider: null, model, protocol);
    }

    /// <summary>Closes the connections. Calls of the clients that the router made throw an <see cref="ObjectDisposedException"/> from then on.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (_shared is null)
        {
            _core.Dispose();
        }
    }

    /// <summary>Calls that begin from now on work with these options; those under way go on with the ones that they began with.</summary>
    /// <exception cref="ArgumentException">An option is wrong, and nothing has changed; the message names it.</exception>
    internal void Reload(InferenceProvidersOptions options) => _core = _core.With(RouterSettingsFactory.Create(options, previous: _core.Settings));

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
    private (ModelReference Model, string? Provider) Check(string model, string? provider)
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
            : throw new ArgumentException("An endpoint URL is its own route: leave the provider out.", nameof(provider));
    }

    private static void CheckProtocol(ChatProtocol protocol)
    {
        if (!Enum.IsDefined(protocol))
        {
            throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "Use Auto, ChatCompletions or Responses.");
        }
    }
}
