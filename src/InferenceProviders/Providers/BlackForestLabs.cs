using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>
/// Black Forest Labs: images. The Hub stopped routing to it on 2026-07-01; direct keys still work, with the scheme
/// <c>X-Key</c>.
/// </summary>
internal static class BlackForestLabs
{
    private const string Domain = ".bfl.ai";

    public static Provider Create() => new("black-forest-labs", "https://api.us1.bfl.ai")
    {
        HasLeftHub = true,
        AuthScheme = "X-Key",
        Codecs = [new ImageCodec()],
    };

    /// <summary>
    /// A queue: the answer to the submission names a URL to poll, on one of the provider's regions, without
    /// authorization and with a count of the attempts (captures black-forest-labs/text-to-image).
    /// </summary>
    private sealed class ImageCodec() : GenerationCodec(InferenceTask.TextToImage)
    {
        public override bool IsRepeatable => false;

        protected override string FormatField => "output_format";

        protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
        {
            var body = Body(request);
            body["prompt"] = request.Prompt;
            var submitted = await PostAsync(exchange, "/v1/{model}", body, request).ConfigureAwait(false);
            var pollingUrl = PollingUrl(submitted, exchange.Route)
                ?? throw submitted.NotAResult("a URL of its own to poll in 'polling_url'");
            var poller = new JobPoller(exchange, PollSchedule.Every(TimeSpan.FromSeconds(1)), submitted.Json.Text("id"))
            {
                Route = exchange.Route with
                {
                    BaseAddress = new Uri(pollingUrl.GetLeftPart(UriPartial.Authority)),
                    Authorization = null,
                    AuthMode = AuthMode.Endpoint,
                },
            };
            var separator = pollingUrl.Query.Length > 0 ? '&' : '?';
            var done = await poller.WaitAsync(
                attempt =>
                new Uri($"{pollingUrl.AbsoluteUri}{separator}attempt={attempt}"), Status).ConfigureAwait(false);
            var sample = done.Json.Text("result", "sample") ?? throw done.NotAResult("an image in 'result.sample'");
            return await ResultAsync([sample], done, request, exchange).ConfigureAwait(false);
        }

        private static Uri? PollingUrl(ProviderAnswer submitted, Route route) =>
            Uri.TryCreate(submitted.Json.Text("polling_url"), UriKind.Absolute, out var uri)
            && uri.UserInfo.Length == 0
            && uri.Fragment.Length == 0
            && ((uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort
                && uri.Host.EndsWith(Domain, StringComparison.OrdinalIgnoreCase))
                || uri.GetLeftPart(UriPartial.Authority)
                    .Equals(route.BaseAddress.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
                ? uri
                : null;

        private static JobStatus Status(ProviderAnswer answer)
        {
            var json = answer.Json;
            var word = json.Text("status") ?? throw answer.NotAResult("a status");
            return word switch
            {
                "Ready" => new JobStatus(JobState.Completed, word),
                "Pending" or "Processing" or "Queued" => new JobStatus(JobState.Running, word)
                {
                    Percent = json.Number("progress") * 100,
                },
                "Request Moderated" or "Content Moderated" =>
                    JobStatus.Failure(word, json.At("details"), $"{word} (content policy)"),
                _ => JobStatus.Failure(word, json.At("details")),
            };
        }
    }
}
