using InferenceProviders.Tasks;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>What the options of typed tasks share that some providers queue.</summary>
public abstract class QueuedTaskOptions : InferenceTaskOptions
{
    private protected QueuedTaskOptions()
    {
    }

    /// <summary>
    /// Whether the call may end before the provider has finished: it then ends as soon as the job is queued, with a
    /// token on its result (<c>ContinuationToken</c>) and nothing else. With <see cref="ContinuationToken"/>, it looks
    /// once. Default: no, the call waits. Providers that do not queue answer as usual.
    /// </summary>
    public bool? AllowBackgroundResponses { get; set; }

    /// <summary>
    /// Goes on with the job of an earlier call, in this process or another one: the same call with the token waits for
    /// the result, or looks once where <see cref="AllowBackgroundResponses"/> is true. Nothing is submitted; the wait
    /// can be canceled without harm to the job (<see cref="InferenceRouterJobExtensions.CancelJobAsync"/> cancels the
    /// job). The token is good with the same key of the same provider only. Null: a new job.
    /// </summary>
    public ResponseContinuationToken? ContinuationToken { get; set; }

    internal override JobRun Job => JobRun.Of(AllowBackgroundResponses, ContinuationToken, "options");
}
