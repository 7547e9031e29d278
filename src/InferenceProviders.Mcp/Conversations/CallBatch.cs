using InferenceProviders.Mcp.Calls;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// Calls that run side by side, a bounded number of them. Leaving it early cancels those that run, and waits for them:
/// nothing goes on behind the caller's back.
/// </summary>
internal sealed class CallBatch(int parallel, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(parallel);
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly List<Task> _calls = [];

    public Task<ToolOutcome> Start(Func<CancellationToken, Task<ToolOutcome>> run)
    {
        var call = RunAsync(run);
        _calls.Add(call);
        return call;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var call in _calls)
        {
            await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
        _slots.Dispose();
    }

    private async Task<ToolOutcome> RunAsync(Func<CancellationToken, Task<ToolOutcome>> run)
    {
        await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            return await run(_stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }
}
