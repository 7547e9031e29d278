using InferenceProviders.Diagnostics;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Requests;
using InferenceProviders.Transport;
using Microsoft.Extensions.Logging;

namespace InferenceProviders;

/// <summary>
/// Creates clients for models on any provider. Thread-safe and meant to live as long as the application.
/// </summary>
public sealed partial class InferenceRouter : IRuntimeSource, IDisposable
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

    /// <summary>The health of the routes that were used.</summary>
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
    /// Sends a custom request: to a provider's route, to the Hugging Face router, or to an endpoint, with the
    /// authorization that belongs there. It is sent once; nothing is retried.
    /// </summary>
    /// <param name="request">What to send, and where.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer, whatever its media type, with the report of the call.</returns>
    /// <exception cref="ArgumentException">The request is wrong; the message says in what.</exception>
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
    /// <exception cref="ArgumentException">The request is wrong; the message says in what.</exception>
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
    /// <exception cref="ArgumentNullException">
    /// <paramref name="uri"/> or <paramref name="destination"/> is null.
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
    /// The limit of one tenant or user, as <see cref="InferenceProvidersOptions.SpendLevels"/> has it: the same object
    /// for the same keys, with the level above as its <see cref="SpendLimit.Parent"/>. Calls carry it in
    /// <see cref="RoutingOptions.SpendLimit"/>. Ask for it at each call, so that a change of the configuration holds.
    /// </summary>
    /// <param name="level">The name of the level, ignoring case.</param>
    /// <param name="keys">
    /// Who it is, in your words, from the highest level on: <c>("user", "acme", "4711")</c> where <c>user</c> is below
    /// <c>tenant</c>. They are in the limit's name, and so in errors and logs.
    /// </param>
    /// <returns>The limit. What was spent of it is remembered for as long as its period takes.</returns>
    /// <exception cref="ArgumentException">
    /// There is no such level, a key is empty, or there are not as many keys as levels down to this one.
    /// </exception>
    public SpendLimit GetSpendLimit(string level, params string[] keys)
    {
        ArgumentException.ThrowIfNullOrEmpty(level);
        ArgumentNullException.ThrowIfNull(keys);
        return Core.State.KeyedLimits.Get(Core.Settings.SpendLevels, level, keys);
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

    private (ModelReference? Model, string? Provider) CheckRequest(InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return request.Check();
    }
}
