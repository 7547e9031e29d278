using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>Z.ai: chat, images, text from images. It wants to know who sends, and in which language.</summary>
internal static class ZaiOrg
{
    /// <summary>
    /// A search is an entry of the tools; that its results come with the answer must be asked for
    /// (https://docs.z.ai/guides/tools/web-search).
    /// </summary>
    public static ChatTool WebSearch { get; } = new(HostedTools.WebSearch, ChatToolPlace.NestedEntry, "web_search")
    {
        Fields = """{"enable":true,"search_engine":"search-prime","search_result":true}""",
    };

    public static Provider Create() => new("zai-org", "https://api.z.ai")
    {
        Headers = new Dictionary<string, string>
        {
            ["x-source-channel"] = "hugging_face",
            ["accept-language"] = "en-US,en",
        },
        Chat = new()
        {
            Path = "/api/paas/v4/chat/completions",
            ReasoningHistory = ReasoningHistory.ReasoningContent,
            Tools = [WebSearch],
        },

        // https://docs.z.ai/api-reference/agents/file-upload; nothing else about files is documented there.
        Files = new() { Path = "/api/paas/v4/files", Purpose = "agent", HasAll = false },
        Codecs = [new ImageCodec(), new ZaiImageToTextCodec()],

        // https://docs.z.ai/api-reference/api-code: most come with 400 or 429, whatever they are about.
        ErrorCodes = new Dictionary<string, InferenceErrorKind>
        {
            ["1000"] = InferenceErrorKind.Authentication,
            ["1001"] = InferenceErrorKind.Authentication,
            ["1002"] = InferenceErrorKind.Authentication,
            ["1003"] = InferenceErrorKind.Authentication,
            ["1004"] = InferenceErrorKind.Authentication,
            ["1110"] = InferenceErrorKind.PermissionDenied,
            ["1111"] = InferenceErrorKind.PermissionDenied,
            ["1112"] = InferenceErrorKind.PermissionDenied,
            ["1113"] = InferenceErrorKind.CreditsExhausted,
            ["1121"] = InferenceErrorKind.PermissionDenied,
            ["1210"] = InferenceErrorKind.InvalidRequest,
            ["1211"] = InferenceErrorKind.ModelNotFound,
            ["1212"] = InferenceErrorKind.NotSupported,
            ["1213"] = InferenceErrorKind.InvalidRequest,
            ["1214"] = InferenceErrorKind.InvalidRequest,
            ["1215"] = InferenceErrorKind.InvalidRequest,
            ["1220"] = InferenceErrorKind.PermissionDenied,
            ["1234"] = InferenceErrorKind.ProviderUnavailable,
            ["1301"] = InferenceErrorKind.ContentFiltered,
            ["1302"] = InferenceErrorKind.RateLimited,
            ["1303"] = InferenceErrorKind.RateLimited,
            ["1304"] = InferenceErrorKind.RateLimited,
            ["1305"] = InferenceErrorKind.RateLimited,
            ["1308"] = InferenceErrorKind.RateLimited,
        },
    };

    /// <summary>
    /// A queue (captures zai-org/text-to-image). The size is one text, as the Python client and the provider's
    /// documentation have it.
    /// </summary>
    private sealed class ImageCodec() : GenerationCodec(InferenceTask.TextToImage)
    {
        public override bool IsRepeatable => false;

        protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
        {
            var body = Body(request);
            body["size"] = body.TakeWidthAndHeight()?.ToString();
            body.SetFirst("model", exchange.Route.ProviderModel);
            body["prompt"] = request.Prompt;
            var answer = await PostAsync(
                exchange, "/api/paas/v4/async/images/generations", body, request).ConfigureAwait(false);
            var id = answer.Json.Text("id") ?? throw answer.NotAResult("the id of a job");
            var poller = new JobPoller(exchange, PollSchedule.Every(TimeSpan.FromSeconds(5)), id);
            if (!poller.Check(answer, Status(answer)))
            {
                answer = await poller.WaitAsync(
                    exchange.Route.Resolve($"/api/paas/v4/async-result/{Uri.EscapeDataString(id)}"),
                    Status).ConfigureAwait(false);
            }

            var outputs = answer.Json.At("image_result").Outputs("url");
            return outputs.Count > 0
                ? await ResultAsync(outputs, answer, request, exchange).ConfigureAwait(false)
                : throw answer.NotAResult("images in 'image_result'");
        }

        private static JobStatus Status(ProviderAnswer answer)
        {
            var word = answer.Json.Text("task_status") ?? throw answer.NotAResult("a task_status");
            return word switch
            {
                "SUCCESS" => new JobStatus(JobState.Completed, word),
                "FAIL" => JobStatus.Failure(word, answer.Json),
                _ => new JobStatus(JobState.Running, word),
            };
        }
    }
}
