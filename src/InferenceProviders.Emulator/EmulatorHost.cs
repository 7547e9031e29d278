using System.Net;
using InferenceProviders.Emulator.Hosting;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace InferenceProviders.Emulator;

/// <summary>
/// Hugging Face Inference Providers on loopback: the router, the Hub API and the providers' own hosts, with
/// deterministic models.
/// <code>
/// await using var emulator = await EmulatorHost.StartAsync();
/// using var router = new InferenceRouter(emulator.RouterOptions());
/// </code>
/// </summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    private readonly Emulation _emulation;
    private readonly WebApplication _app;

    private EmulatorHost(Emulation emulation, WebApplication app)
    {
        _emulation = emulation;
        _app = app;
        var server = app.Services.GetRequiredService<IServer>();
        BaseAddress = Reachable(new(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()));
    }

    /// <summary>
    /// Stands for <c>https://router.huggingface.co</c> and <c>https://huggingface.co</c>, whose paths do not clash.
    /// Every other <c>https://host/path</c> is at <c>hosts/host/path</c> below it. As this machine reaches it, whatever
    /// <see cref="EmulatorOptions.ListenAddress"/> is.
    /// </summary>
    public Uri BaseAddress { get; }

#pragma warning disable CA1822 // the tokens of this emulator, whether or not every emulator has the same
    /// <summary>The Hugging Face token that is accepted.</summary>
    public string Token => Emulation.Token;

    /// <summary>
    /// A Hugging Face token that is good for the Hub but lacks the permission to make inference calls.
    /// </summary>
    public string TokenWithoutPermission => Emulation.ReadToken;
#pragma warning restore CA1822

    /// <summary>The requests so far, oldest first; at most <see cref="EmulatorOptions.RequestHistory"/>.</summary>
    public IReadOnlyList<EmulatorRequest> Requests => _emulation.Log.Snapshot();

    /// <summary>Scripted answers and faults.</summary>
    public EmulatorScript Script => _emulation.Script;

    /// <summary>The models of the catalog.</summary>
    public IReadOnlyList<EmulatorModel> Models => _emulation.Catalog.Models;

    /// <summary>Starts an emulator, on 127.0.0.1 unless the options say otherwise.</summary>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The running emulator; dispose of it to stop it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A port that is not 0 to 65535, a request history that is not greater than zero, or a negative token interval or
    /// number of polls.
    /// </exception>
    /// <exception cref="ArgumentException">The address to listen on is null.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EmulatorHost> StartAsync(
        EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.RequestHistory);
        ArgumentOutOfRangeException.ThrowIfNegative(options.JobPolls);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TokenInterval, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(options.ListenAddress);

        var emulation = new Emulation(options, ProviderList.All, OwnServer.Provider);
        var app = EmulatorApp.Build(emulation);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new(emulation, app);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The key that a provider's own host accepts.</summary>
    /// <param name="provider">The provider's name, ignoring case.</param>
    /// <returns>The key, <c>key-groq</c> for example.</returns>
    /// <exception cref="ArgumentException">No such provider, or one without a host of its own.</exception>
    public string ProviderKey(string provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return _emulation.Registry.Find(provider) is { BaseAddress: not null } known
            ? Emulation.ProviderKey(known.Name)
            : throw new ArgumentException(
                $"'{provider}' is not a provider with a host of its own: use a name such as 'groq'.", nameof(provider));
    }

    /// <summary>
    /// Fresh options that lead a router here: token, addresses of router, Hub and all providers; the environment is not
    /// looked at.
    /// </summary>
    /// <returns>Options that are the caller's to change.</returns>
    public InferenceProvidersOptions RouterOptions() => RouterOptions([]);

    /// <summary>The same, with keys for some providers, which are then called at their own hosts.</summary>
    /// <param name="directProviders">The providers to call directly.</param>
    /// <returns>Options that are the caller's to change.</returns>
    /// <exception cref="ArgumentException">No such provider, or one without a host of its own.</exception>
    public InferenceProvidersOptions RouterOptions(params string[] directProviders)
    {
        ArgumentNullException.ThrowIfNull(directProviders);
        var options = new InferenceProvidersOptions
        {
            Token = Token,
            UseEnvironment = false,
            RouterEndpoint = BaseAddress,
            HubEndpoint = BaseAddress,
            AllowLoopbackDownloads = true,
        };
        foreach (var provider in _emulation.Registry.All.Where(provider => provider.BaseAddress is not null))
        {
            options.ProviderEndpoints[provider.Name] = HostAddress(provider.BaseAddress!);
        }

        foreach (var provider in directProviders)
        {
            options.ProviderKeys[provider] = ProviderKey(provider);
        }

        return options;
    }

    /// <summary>
    /// Where the emulator stands for an address: <c>https://api.groq.com/openai</c> is
    /// <c>{BaseAddress}hosts/api.groq.com/openai</c>.
    /// </summary>
    /// <param name="address">An absolute URL of the real world; its query is kept.</param>
    /// <returns>The address on this machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is null.</exception>
    public Uri HostAddress(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new($"{BaseAddress}hosts/{address.Authority}{address.PathAndQuery.TrimEnd('/')}");
    }

    /// <summary>Waits for a request, or finds it among those that came already.</summary>
    /// <param name="condition">Picks the request; null for any.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>
    /// The first request that fits. It may still be on its way: see <see cref="EmulatorRequest.Completion"/>.
    /// </returns>
    public Task<EmulatorRequest> WaitForRequestAsync(
        Func<EmulatorRequest, bool>? condition = null, CancellationToken cancellationToken = default) =>
        _emulation.Log.WaitAsync(condition ?? (static _ => true), cancellationToken);

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests() => _emulation.Log.Clear();

    /// <summary>"Every address of this machine" is none that can be called.</summary>
    private static Uri Reachable(Uri address) => IPAddress.Parse(address.DnsSafeHost) switch
    {
        var any when any.Equals(IPAddress.Any) => new UriBuilder(address) { Host = "127.0.0.1" }.Uri,
        var any when any.Equals(IPAddress.IPv6Any) => new UriBuilder(address) { Host = "[::1]" }.Uri,
        _ => address,
    };

    /// <summary>Stops at once: open streams and stalled answers are broken off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
