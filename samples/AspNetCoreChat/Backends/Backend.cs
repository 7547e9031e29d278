using InferenceProviders;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Backends;

/// <summary>Who answers: Hugging Face where there is a token, an emulator in this process where there is none.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private static readonly TimeSpan TokenInterval = TimeSpan.FromMilliseconds(18);

    private Backend(InferenceRouter router, EmulatorHost? emulator, HubAccount? account)
    {
        Router = router;
        Emulator = emulator;
        Account = account;
        Faults = emulator is null ? null : new FaultBoard(emulator);
    }

    public InferenceRouter Router { get; }

    public EmulatorHost? Emulator { get; }

    /// <summary>Whose token it is; null with the emulator.</summary>
    public HubAccount? Account { get; }

    /// <summary>Breaks providers on request; null with the real ones.</summary>
    public FaultBoard? Faults { get; }

    public string Description => Emulator is null
        ? $"Hugging Face Inference Providers answer, on the account of {Account!.Name}."
        : "No HF_TOKEN: an emulator in this process answers (no network, no cost).";

    /// <exception cref="InferenceException">The token is not accepted.</exception>
    public static async Task<Backend> StartAsync(EmulatorOptions? options = null)
    {
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("HF_TOKEN")))
        {
            var emulator = await EmulatorHost.StartAsync(options ?? new() { TokenInterval = TokenInterval, JobPolls = 4 });
            return new Backend(new InferenceRouter(emulator.RouterOptions()), emulator, account: null);
        }

        var router = new InferenceRouter();
        try
        {
            // A wrong token is better found here than in the middle of the first answer.
            return new Backend(router, emulator: null, await router.Catalog.WhoAmIAsync());
        }
        catch
        {
            router.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Router.Dispose();
        if (Emulator is not null)
        {
            await Emulator.DisposeAsync();
        }
    }
}
