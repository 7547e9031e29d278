using System.Text.Json.Nodes;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>
/// A prediction on Replicate. The request waits for it (<c>Prefer: wait</c>); one that takes longer than the provider's
/// minute comes back unfinished and is asked for again at <c>/v1/predictions/{id}</c>.
/// </summary>
internal static class ReplicatePrediction
{
    private static readonly Dictionary<string, string> Wait = new() { ["Prefer"] = "wait" };
    private static readonly PollSchedule Schedule = PollSchedule.Every(TimeSpan.FromMilliseconds(500));

    /// <summary>The finished prediction.</summary>
    public static async Task<ProviderAnswer> RunAsync(
        TaskExchange exchange, WireBody input, JsonObject? overrides = null)
    {
        // "owner/name:version" names a version, which has a route of its own.
        var model = exchange.Route.ProviderModel;
        var colon = model.IndexOf(':', StringComparison.Ordinal);
        var body = new WireBody { ["input"] = input, ["version"] = colon < 0 ? null : model[(colon + 1)..] };
        body.Override(overrides);
        var answer = await exchange.PostJsonAsync(
            colon < 0 ? "/v1/models/{model}/predictions" : "/v1/predictions", body, static (writer, body) =>
                body.WriteTo(writer), exchange.Job.Mode == JobMode.Submit ? null : Wait).ConfigureAwait(false);

        var poller = new JobPoller(exchange, Schedule, answer.Json.Text("id"));
        if (poller.Check(answer, Status(answer)))
        {
            return answer;
        }

        var id = answer.Json.Text("id") ?? throw answer.NotAResult("an output");
        var prediction = $"/v1/predictions/{Uri.EscapeDataString(id)}";
        poller.Cancellation = (HttpMethod.Post, exchange.Route.Resolve($"{prediction}/cancel"));
        return await poller.WaitAsync(exchange.Route.Resolve(prediction), Status).ConfigureAwait(false);
    }

    private static JobStatus Status(ProviderAnswer answer)
    {
        var json = answer.Json;
        var word = json.Text("status");
        return word switch
        {
            "starting" or "processing" or "queued" => new JobStatus(JobState.Running, word)
            {
                Log = LastLine(json.Text("logs")),
            },
            "failed" or "canceled" or "aborted" => JobStatus.Failure(word, json.At("error")),
            _ => new JobStatus(JobState.Completed, word ?? "succeeded"),
        };
    }

    private static string? LastLine(string? logs) =>
        logs?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last]
            ? last
            : null;
}
