using InferenceProviders.Mcp.Calls;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// Calls that run side by side, a bounded number of them. Leaving it early cancels those that run, and waits for them:
/// nothing goes on behind the caller's back.
/// </summary>
/// <param name="count">How many there are.</param>
/// <param name="parallel">How many of them run at once.</param>
/// <param name="cancellationToken">Cancels all of them.</param>
internal sealed class CallBatch(int count, int parallel, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly SemaphoreSlim? _slots = count > parallel ? new(parallel) : null;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly List<Task> _calls = [];

    public Task<ToolOutcome> Start(Func<CancellationToken, Task<ToolOutcome>> run)
    {
        var call = _slots is null ? run(_stop.Token) : RunAsync(_slots, run);
        _calls.Add(call);
        return call;
    }

    public async ValueTask DisposeAsync()
    {
        if (_calls.Exists(static call => !call.IsCompleted))
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            foreach (var call in _calls)
            {
                await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        _stop.Dispose();
        _slots?.Dispose();
    }

    private async Task<ToolOutcome> RunAsync(SemaphoreSlim slots, Func<CancellationToken, Task<ToolOutcome>> run)
    {
        await slots.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            return await run(_stop.Token).ConfigureAwait(false);
        }
        finally
        {
            slots.Release();
        }
    }
}
