namespace InferenceProviders.Tasks.Pipelines;

/// <summary>A task by a pipeline of HF Inference or of Inference Endpoints.</summary>
/// <param name="task">The task.</param>
/// <param name="path">The route; empty for an endpoint, which is its own.</param>
/// <param name="read">Reads the answer.</param>
internal sealed class PipelineCodec<TResult>(
    InferenceTask task, string path, Func<ProviderAnswer, PipelineRequest, TResult> read)
    : TaskCodec<PipelineRequest, TResult>(task)
{
    public override async Task<TResult> RunAsync(PipelineRequest request, TaskExchange exchange) =>
        read(await PipelineExchange.SendAsync(request, exchange, path).ConfigureAwait(false), request);
}
