using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Reranking;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>
/// Novita: chat, text generation, reranking (https://novita.ai/docs/api-reference/model-apis-llm-create-rerank), video.
/// Reasoning goes back in <c>reasoning_content</c> and <c>reasoning_details</c>
/// (https://novita.ai/docs/guides/llm-interleaved-thinking).
/// </summary>
internal static class Novita
{
    public static Provider Create() => new("novita", "https://api.novita.ai")
    {
        Chat = new()
        {
            Path = "/v3/openai/chat/completions",
            ReasoningHistory = ReasoningHistory.ReasoningContent,
            TakesReasoningDetails = true,
        },
        // https://novita.ai/docs/api-reference/model-apis-llm-upload-batch-input-file
        Files = new() { Path = "/openai/v1/files", Purpose = "batch" },
        Codecs =
        [
            new TextCompletionCodec("/v3/openai/completions"),
            new DocumentsRerankCodec("/openai/v1/rerank"),
            new TextToVideoCodec(),
            new NovitaMiniMaxCodec(),
        ],
    };

    /// <summary>A queue (captures novita/text-to-video).</summary>
    private sealed class TextToVideoCodec() : GenerationCodec(InferenceTask.TextToVideo)
    {
        public override bool IsRepeatable => false;

        protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
        {
            var body = Body(request);
            body.Rename("num_inference_steps", "steps");
            body["prompt"] = request.Prompt;
            var submitted = await PostAsync(exchange, "/v3/async/{model}", body, request).ConfigureAwait(false);
            var poller = new JobPoller(
                exchange, PollSchedule.Every(TimeSpan.FromMilliseconds(500)), submitted.Json.Text("task_id"));
            var id = submitted.Json.Text("task_id") ?? throw submitted.NotAResult("the id of a job");
            var done = await poller.WaitAsync(
                exchange.Route.Resolve($"/v3/async/task-result?task_id={Uri.EscapeDataString(id)}"),
                Status).ConfigureAwait(false);
            var outputs = done.Json.At("videos").Outputs("video_url");
            return outputs.Count > 0
                ? await ResultAsync(outputs, done, request, exchange).ConfigureAwait(false)
                : throw done.NotAResult("videos");
        }

        private static JobStatus Status(ProviderAnswer answer)
        {
            var task = answer.Json.At("task");
            var word = task.Text("status") ?? throw answer.NotAResult("the status of the job");
            return word switch
            {
                "TASK_STATUS_SUCCEED" => new JobStatus(JobState.Completed, word),
                "TASK_STATUS_FAILED" or "TASK_STATUS_CANCELED" => JobStatus.Failure(word, task, task.Text("reason")),
                _ => new JobStatus(JobState.Running, word) { Percent = task.Number("progress_percent") },
            };
        }
    }
}
