using InferenceProviders.Providers.Contracts;

namespace InferenceProviders.Tasks;

/// <summary>
/// How one provider takes one task: from the canonical request to its wire form, and from its answer to the canonical
/// result.
/// </summary>
/// <typeparam name="TRequest">The task's request, checked and canonical.</typeparam>
/// <typeparam name="TResult">The task's result.</typeparam>
internal abstract class TaskCodec<TRequest, TResult>(InferenceTask task) : TaskCodec(task)
{
    /// <summary>
    /// Does the task on the exchange's route: one request, or a submission with polls and a download.
    /// </summary>
    public abstract Task<TResult> RunAsync(TRequest request, TaskExchange exchange);
}
