using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

/// <summary>Runs a typed task: the way that all of them take.</summary>
internal static class TypedTask
{
    public static Task<TaskOutcome<TResult>> RunAsync<TResult>(
        this InferenceRouter router,
        InferenceTask task,
        string model,
        string? provider,
        PipelineRequest request,
        InferenceTaskOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(router);
        var (reference, named) = router.Check(model, provider);
        return router.RunAsync<TResult>(task, new BoundModel(reference), named, request, options, cancellationToken);
    }

    /// <summary>The same for a model that others may follow.</summary>
    public static Task<TaskOutcome<TResult>> RunAsync<TResult>(
        this InferenceRouter router,
        InferenceTask task,
        BoundModel model,
        string? provider,
        PipelineRequest request,
        InferenceTaskOptions? options,
        CancellationToken cancellationToken) =>
        router.Core.RunTaskAsync<PipelineRequest, TResult>(
            task, alternative: default, model, provider, request, options?.Routing, options?.Progress,
            cancellationToken, options?.Job ?? default);

    /// <summary>The same for a task that gives a list.</summary>
    public static async Task<InferenceResults<T>> ListAsync<T>(
        this InferenceRouter router,
        InferenceTask task,
        string model,
        string? provider,
        PipelineRequest request,
        InferenceTaskOptions? options,
        CancellationToken cancellationToken)
    {
        var outcome = await router.RunAsync<ResultList<T>>(
            task, model, provider, request, options, cancellationToken).ConfigureAwait(false);
        return outcome.Pending is { } pending
            ? new InferenceResults<T>([], outcome.Report, raw: null) { ContinuationToken = pending }
            : new InferenceResults<T>(outcome.Result.Items, outcome.Report, outcome.Result.Raw);
    }
}
