using System.Runtime.CompilerServices;
using InferenceProviders.Mcp.Calls;
using InferenceProviders.Mcp.Sessions;
using InferenceProviders.Mcp.Tools;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// Runs what the model called and what the user approved, side by side, and hands out the outcomes in the order of the
/// calls.
/// </summary>
internal sealed class CallExecutor(ToolCallRunner runner, McpToolsOptions options)
{
    private readonly ApprovalLedger _ledger = new();

    /// <summary>Runs the calls of a turn, and collects the results for the model.</summary>
    /// <exception cref="McpToolsException">
    /// A server failed, and the user chose to be told. All outcomes have been handed out before.
    /// </exception>
    public IAsyncEnumerable<(McpServerToolCallContent Call, ToolOutcome Outcome)> RunAsync(
        ModelTurn turn, List<AIContent> results, CancellationToken cancellationToken)
    {
        List<Job> jobs = new(turn.Calls.Count);
        foreach (var requested in turn.Calls)
        {
            var slot = new FunctionResultContent(requested.Function.CallId, null);
            results.Add(slot);
            jobs.Add(
                new Job(requested.Call, slot, stop => requested.Answer is { } answer ? Task.FromResult(answer)
                    : RunAsync(requested.Tool!.Server, requested.Call, stop)));
        }

        return RunAsync(jobs, cancellationToken);
    }

    /// <summary>
    /// Runs what the user approved since the last request, each approval once, and completes the history with the
    /// results. A call that ran in a request that failed behind it is reported as what it is, whatever the user decided
    /// since (microsoft/agent-framework#8575).
    /// </summary>
    /// <inheritdoc cref="RunAsync(ModelTurn, List{AIContent}, CancellationToken)" path="/exception"/>
    public async IAsyncEnumerable<(McpServerToolCallContent Call, ToolOutcome Outcome)> RunOpenAsync(
        Conversation conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Job> jobs = [];
        Dictionary<string, (McpServerToolCallContent, ToolOutcome)> recalled = [];
        foreach (var open in conversation.Open)
        {
            var (requestId, call, slot, notRun, _) = open;
            if (open.Runs)
            {
                var server = conversation.ServerOf(call);
                jobs.Add(
                    new Job(
                        call, slot, stop =>
                        _ledger.RunOnceAsync(requestId, call.Name, () => RunAsync(server, call, stop))));
            }
            else if (await _ledger.RecallAsync(requestId, call.Name).ConfigureAwait(false) is { } outcome)
            {
                slot.Result = notRun is null ? ForModel(outcome) : RanBefore(outcome);
                if (notRun is not null && !conversation.Open.Any(other => other.Runs && other.RequestId == requestId))
                {
                    recalled.TryAdd(requestId, (call, outcome));
                }
            }
            else if (notRun is null)
            {
                slot.Result = ForModel(ApprovalLedger.Forgotten(call.Name));
            }
        }

        // The caller's history has them from now on, for requests to other processes and after a restart.
        foreach (var pair in recalled.Values)
        {
            yield return pair;
        }

        await foreach (var pair in RunAsync(jobs, cancellationToken).ConfigureAwait(false))
        {
            yield return pair;
        }
    }

    private async IAsyncEnumerable<(McpServerToolCallContent Call, ToolOutcome Outcome)> RunAsync(
        List<Job> jobs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new CallBatch(jobs.Count, options.MaxParallelCalls, cancellationToken);
        await using (batch.ConfigureAwait(false))
        {
            var outcomes = jobs.ConvertAll(job => batch.Start(job.Run));
            McpToolsException? failure = null;
            for (var index = 0; index < jobs.Count; index++)
            {
                var outcome = await outcomes[index].ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                jobs[index].Slot.Result = ForModel(outcome);
                failure ??= outcome.Failure;
                yield return (jobs[index].Call, outcome);
            }

            if (failure is not null && options.OnServerFailure == McpFailureBehavior.Throw)
            {
                throw failure;
            }
        }
    }

    /// <summary>
    /// The last gate in front of a server: whatever a history or a model says, a tool that is not allowed does not run.
    /// </summary>
    private Task<ToolOutcome> RunAsync(
        McpServer server, McpServerToolCallContent call, CancellationToken cancellationToken) =>
        server.Allows(call.Name)
        ? runner.RunAsync(server, call, cancellationToken)
        : Task.FromResult(ToolOutcome.NotAllowed(call.Name));

    private object ForModel(ToolOutcome outcome) => ModelResult.From(outcome.Outputs, options.MediaTypesForModel);

    private object RanBefore(ToolOutcome outcome)
    {
        const string Note = "The user approved this call before, and it was run then. Its result:";
        return ModelResult.From([new TextContent(Note), .. outcome.Outputs], options.MediaTypesForModel);
    }

    /// <param name="Call">What the caller sees.</param>
    /// <param name="Slot">Where the result for the model goes.</param>
    /// <param name="Run">Runs it.</param>
    private sealed record Job(
        McpServerToolCallContent Call, FunctionResultContent Slot, Func<CancellationToken, Task<ToolOutcome>> Run);
}
