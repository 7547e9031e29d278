using InferenceProviders.Redis;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Connects while the host starts, so that the first calls find the server. The start waits for it for a moment only:
/// the server may come later.
/// </summary>
internal sealed class RedisStart(RedisSharedStore store) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; !store.IsConnected && waited < Patience; waited += BetweenLooks)
        {
            await Task.Delay(BetweenLooks, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
