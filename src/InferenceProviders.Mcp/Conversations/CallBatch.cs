using InferenceProviders.Mcp.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// Calls that run side by side, a bounded number of them. Leaving it early cancels those that run, and waits for them: nothing goes on behind the caller's back.
/// </summary>
internal sealed class CallBatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _slots;
    private readonly List<(McpServerToolCallContent Call, Task<ToolOutcome> Outcome)> _calls = [];

    public CallBatch(int parallel, CancellationToken cancellationToken)
    {
        _slots = new SemaphoreSlim(parallel);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>The calls in the order in which they were added; await each outcome.</summary>
    public IReadOnlyList<(McpServerToolCallContent Call, Task<ToolOutcome> Outcome)> Calls => _calls;

    public void Add(McpServerToolCallContent call, Func<CancellationToken, Task<ToolOutcome>> run) => _calls.Add((call, RunAsync(run)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var (_, outcome) in _calls)
        {
            await ((Task)outcome).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
