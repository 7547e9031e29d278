using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>Z.ai: chat, images, text from images. It wants to know who sends, and in which language.</summary>
internal static class ZaiOrg
{
    public static Provider Create() => new("zai-org", "https://api.z.ai")
    {
        Headers = new Dictionary<string, string> { ["x-source-channel"] = "hugging_face", ["accept-language"] = "en-US,en" },
        Chat = new() { Path = "/api/paas/v4/chat/completions", ReasoningHistory = ReasoningHistory.ReasoningContent },
        Codecs = [new ImageCodec(), new ZaiImageToTextCodec()],
    };

    /// <summary>A queue (captures zai-org/text-to-image). The size is one text, as the Python client and the provider's documentation have it.</summary>
    private sealed class ImageCodec() : GenerationCodec(InferenceTask.TextToImage)
    {
        public override bool IsRepeatable => false;

        protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
        {
            var body = Body(request);
            body["size"] = body.TakeWidthAndHeight()?.ToString();
            body.SetFirst("model", exchange.Route.ProviderModel);
            body["prompt"] = request.Prompt;
            var answer = await PostAsync(exchange, "/api/paas/v4/async/images/generations", body, request).ConfigureAwait(false);
            var id = answer.Json.Text("id") ?? throw answer.NotAResult("the id of a job");
            var poller = new JobPoller(exchange, PollSchedule.Every(TimeSpan.FromSeconds(5)));
            if (!poller.Check(answer, Status(answer)))
            {
                answer = await poller.WaitAsync(exchange.Route.Resolve($"/api/paas/v4/async-result/{Uri.EscapeDataString(id)}"), Status).ConfigureAwait(false);
            }

            var outputs = answer.Json.At("image_result").Outputs("url");
            return outputs.Count > 0 ? await ResultAsync(outputs, answer, request, exchange).ConfigureAwait(false) : throw answer.NotAResult("images in 'image_result'");
        }

        private static JobStatus Status(ProviderAnswer answer)
        {
            var word = answer.Json.Text("task_status") ?? throw answer.NotAResult("a task_status");
            return word switch
            {
                "SUCCESS" => new JobStatus(JobState.Completed, word),
                "FAIL" => new JobStatus(JobState.Failed, word) { Reason = answer.Json.ErrorWords() },
                _ => new JobStatus(JobState.Running, word),
            };
        }
    }
}
