using InferenceProviders;
using InferenceProviders.Emulator;

namespace Quickstart;

/// <summary>
/// A router to the real providers when there is a token, to an emulator in this process when there is none.
/// </summary>
internal sealed class Connection : IAsyncDisposable
{
    private readonly EmulatorHost? _emulator;

    private Connection(InferenceRouter router, EmulatorHost? emulator = null)
    {
        Router = router;
        _emulator = emulator;
    }

    public InferenceRouter Router { get; }

    public static async Task<Connection> OpenAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("HF_TOKEN")))
        {
            var emulator = await EmulatorHost.StartAsync(
                new() { TokenInterval = TimeSpan.FromMilliseconds(5) }, cancellationToken);
            terminal.Paragraph(
                $"No HF_TOKEN: an emulator in this process answers, at {emulator.BaseAddress} (no network, no cost).");
            return new Connection(new InferenceRouter(emulator.RouterOptions()), emulator);
        }

        var connection = new Connection(new InferenceRouter());
        try
        {
            // A wrong token is better found here than in the middle of the first answer.
            var account = await connection.Router.Catalog.WhoAmIAsync(cancellationToken);
            terminal.Line($"Connected to Hugging Face Inference Providers as {account.Name}.");
            if (account.MayCallProviders == false)
            {
                terminal.Paragraph(
                    "The token lacks the permission 'Make calls to Inference Providers': "
                    + "https://huggingface.co/settings/tokens");
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Router.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }
}
