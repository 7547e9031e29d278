using AspNetCoreChat.Wire;
using InferenceProviders;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Backends;

/// <summary>
/// Who answers: Hugging Face where there is a token, an emulator in this process where there is none.
/// </summary>
internal sealed class Backend : IAsyncDisposable
{
    private static readonly TimeSpan TokenInterval = TimeSpan.FromMilliseconds(18);

    private Backend(EmulatorHost? emulator)
    {
        Emulator = emulator;
        Faults = emulator is null ? null : new FaultBoard(emulator);
    }

    public EmulatorHost? Emulator { get; }

    /// <summary>Whose token it is; null with the emulator.</summary>
    public HubAccount? Account { get; private set; }

    /// <summary>Breaks providers on request; null with the real ones.</summary>
    public FaultBoard? Faults { get; }

    /// <summary>Whether <see cref="PlaygroundOptions.KeepsWire"/> holds.</summary>
    public bool KeepsWire { get; private set; }

    public string Description => Emulator is null
        ? $"Hugging Face Inference Providers answer, on the account of {Account!.Name}."
        : "No HF_TOKEN: an emulator in this process answers (no network, no cost).";

    /// <param name="configuration">May have a token.</param>
    /// <param name="options">How the emulator runs, if one is needed; null for one that looks alive.</param>
    public static async Task<Backend> StartAsync(IConfiguration configuration, EmulatorOptions? options = null)
    {
        var hasToken = !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("HF_TOKEN"))
            || !string.IsNullOrWhiteSpace(configuration["InferenceProviders:Token"]);
        if (hasToken)
        {
            return new Backend(emulator: null);
        }

        var backend = new Backend(
            await EmulatorHost.StartAsync(options ?? new() { TokenInterval = TokenInterval, JobPolls = 4 }));
        if (options is null)
        {
            EmulatedPace.Begin(backend.Emulator!);
        }

        return backend;
    }

    /// <summary>
    /// Registers the router: the section <c>InferenceProviders</c> of the configuration, led to the emulator where
    /// there is one.
    /// </summary>
    public void AddRouter(IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var router = services.AddInferenceProviders(configuration.GetSection("InferenceProviders")).WarmUp();
        KeepsWire = configuration.GetValue<bool?>("Playground:KeepsWire")
            ?? (Emulator is not null || environment.IsDevelopment());
        if (KeepsWire)
        {
            router.KeepWire();
        }

        if (Emulator is not null)
        {
            router.Options.Configure(LeadToEmulator);
        }

        services.AddHealthChecks().AddInferenceProviders();
    }

    /// <summary>A wrong token is better found before the first answer than in the middle of it.</summary>
    /// <exception cref="InferenceException">The token is not accepted.</exception>
    public async Task CheckTokenAsync(InferenceRouter router)
    {
        if (Emulator is null)
        {
            Account = await router.Catalog.WhoAmIAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Emulator is not null)
        {
            await Emulator.DisposeAsync();
        }
    }

    private void LeadToEmulator(InferenceProvidersOptions options)
    {
        var emulated = Emulator!.RouterOptions();
        options.Token = emulated.Token;
        options.UseEnvironment = emulated.UseEnvironment;
        options.RouterEndpoint = emulated.RouterEndpoint;
        options.HubEndpoint = emulated.HubEndpoint;
        options.ProviderEndpoints = emulated.ProviderEndpoints;
        options.AllowLoopbackDownloads = emulated.AllowLoopbackDownloads;
    }
}
