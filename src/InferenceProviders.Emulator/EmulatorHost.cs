using InferenceProviders.Emulator.Hosting;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace InferenceProviders.Emulator;

/// <summary>
/// Hugging Face Inference Providers on loopback: the router, the Hub API and the providers' own hosts, with deterministic models.
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
        BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    /// <summary>
    /// Stands for <c>https://router.huggingface.co</c> and <c>https://huggingface.co</c>, whose paths do not clash. Every other
    /// <c>https://host/path</c> is at <c>hosts/host/path</c> below it.
    /// </summary>
    public Uri BaseAddress { get; }

    /// <summary>The Hugging Face token that is accepted.</summary>
    public string Token => Emulation.Token;

    /// <summary>A Hugging Face token that is good for the Hub but lacks the permission to make inference calls.</summary>
    public string TokenWithoutPermission => Emulation.ReadToken;

    /// <summary>The requests so far, oldest first; at most <see cref="EmulatorOptions.RequestHistory"/>.</summary>
    public IReadOnlyList<EmulatorRequest> Requests => _emulation.Log.Snapshot();

    /// <summary>Scripted answers and faults.</summary>
    public EmulatorScript Script => _emulation.Script;

    /// <summary>The models of the catalog.</summary>
    public IReadOnlyList<EmulatorModel> Models => _emulation.Catalog.Models;

    /// <summary>Starts an emulator on 127.0.0.1.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EmulatorHost> StartAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.RequestHistory);
        ArgumentOutOfRangeException.ThrowIfNegative(options.JobPolls);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TokenInterval, TimeSpan.Zero);

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
    /// <exception cref="ArgumentException">No such provider, or one without a host of its own.</exception>
    public string ProviderKey(string provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return _emulation.Registry.Find(provider) is { BaseAddress: not null } known
            ? Emulation.ProviderKey(known.Name)
            : throw new ArgumentException($"'{provider}' is not a provider with a host of its own: use a name such as 'groq'.", nameof(provider));
    }

    /// <summary>Fresh options that lead a router here: token, addresses of router, Hub and all providers; the environment is not looked at.</summary>
    public InferenceProvidersOptions RouterOptions() => RouterOptions([]);

    /// <summary>The same, with keys for some providers, which are then called at their own hosts.</summary>
    /// <param name="directProviders">The providers to call directly.</param>
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

    /// <summary>Where the emulator stands for an address: <c>https://api.groq.com/openai</c> is <c>{BaseAddress}hosts/api.groq.com/openai</c>.</summary>
    public Uri HostAddress(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new($"{BaseAddress}hosts/{address.Authority}{address.PathAndQuery.TrimEnd('/')}");
    }

    /// <summary>Waits for a request, or finds it among those that came already.</summary>
    public Task<EmulatorRequest> WaitForRequestAsync(Func<EmulatorRequest, bool>? condition = null, CancellationToken cancellationToken = default) =>
        _emulation.Log.WaitAsync(condition ?? (static _ => true), cancellationToken);

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests() => _emulation.Log.Clear();

    /// <summary>Stops at once: open streams and stalled answers are broken off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
