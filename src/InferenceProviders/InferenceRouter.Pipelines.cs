using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

public sealed partial class InferenceRouter
{
    /// <summary>Runs a typed task: the way that all of them take.</summary>
    private Task<TaskOutcome<TResult>> RunAsync<TResult>(
        InferenceTask task, string model, string? provider, PipelineRequest request, InferenceTaskOptions? options, CancellationToken cancellationToken)
    {
        var (reference, named) = Check(model, provider);
        return Core.RunTaskAsync<PipelineRequest, TResult>(task, reference.Text, named, request, options?.Progress, cancellationToken);
    }

    /// <summary>The same for a task that gives a list.</summary>
    private async Task<InferenceResults<T>> ListAsync<T>(
        InferenceTask task, string model, string? provider, PipelineRequest request, InferenceTaskOptions? options, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync<ResultList<T>>(task, model, provider, request, options, cancellationToken).ConfigureAwait(false);
        return new InferenceResults<T>(outcome.Result.Items, outcome.Report, outcome.Result.Raw);
    }
}
