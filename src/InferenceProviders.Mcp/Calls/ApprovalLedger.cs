namespace InferenceProviders.Mcp.Calls;

/// <summary>
/// Remembers which approved calls have been run. A caller that sends an approval twice, because the request failed
/// after the tool had run or because two requests carry it at once, gets the first outcome again instead of a second
/// run.
/// </summary>
internal sealed class ApprovalLedger
{
    // Ids are small and kept long; outcomes can be large and are only needed by a retry that comes soon.
    private const int MaxIds = 10_000;
    private const int MaxOutcomes = 200;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<ToolOutcome>?> _runs = [];
    private readonly Queue<string> _ids = new();
    private readonly Queue<string> _outcomes = new();

    /// <summary>Runs the call, or gives the outcome of the run that there was already.</summary>
    public Task<ToolOutcome> RunOnceAsync(string requestId, string toolName, Func<Task<ToolOutcome>> run)
    {
        TaskCompletionSource<ToolOutcome> source;
        lock (_gate)
        {
            if (_runs.TryGetValue(requestId, out var known))
            {
                return known ?? Task.FromResult(Forgotten(toolName));
            }

            source = new TaskCompletionSource<ToolOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            Remember(requestId, source.Task);
        }

        return RunAsync(requestId, run, source);
    }

    /// <summary>
    /// The outcome of a run of which the history does not have the result; null when there was none, as far as is known
    /// here.
    /// </summary>
    public async ValueTask<ToolOutcome?> RecallAsync(string requestId, string toolName)
    {
        Task<ToolOutcome>? run;
        lock (_gate)
        {
            if (!_runs.TryGetValue(requestId, out run))
            {
                return null;
            }
        }

        if (run is null)
        {
            return Forgotten(toolName);
        }

        var outcome = await run.ConfigureAwait(false);
        return outcome.MayHaveRun ? outcome : null;
    }

    private async Task<ToolOutcome> RunAsync(
        string requestId, Func<Task<ToolOutcome>> run, TaskCompletionSource<ToolOutcome> source)
    {
        try
        {
            var outcome = await run().ConfigureAwait(false);
            if (!outcome.MayHaveRun)
            {
                // It certainly did not run, so the same approval may try again.
                lock (_gate)
                {
                    _runs.Remove(requestId);
                }
            }

            source.SetResult(outcome);
            return outcome;
        }
        catch (Exception exception)
        {
            source.SetException(exception);
            throw;
        }
    }

    private void Remember(string requestId, Task<ToolOutcome> run)
    {
        _runs[requestId] = run;
        _ids.Enqueue(requestId);
        _outcomes.Enqueue(requestId);
        if (_outcomes.Count > MaxOutcomes && _outcomes.Dequeue() is var old && _runs.ContainsKey(old))
        {
            _runs[old] = null;
        }

        if (_ids.Count > MaxIds)
        {
            _runs.Remove(_ids.Dequeue());
        }
    }

    /// <summary>What is told of a run whose outcome is known no more.</summary>
    public static ToolOutcome Forgotten(string toolName) => ToolOutcome.Failed(new McpToolsException(
        McpErrorKind.OutcomeUnknown,
        $"The approval of '{toolName}' was used before, and the result is not in the history. The tool was not run "
            + $"again.")
    {
        ToolName = toolName,
    });
}
