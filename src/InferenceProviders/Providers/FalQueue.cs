using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Providers;

/// <summary>
/// fal's queue: submit, ask for the status every half second, fetch the result (captures fal-ai/*). It is a host of its
/// own; where one address stands for all of fal's (the router, a gateway) it is a query that every request repeats.
/// Status and result are below the path of the answer's <c>response_url</c>, which is shorter than the model's for many
/// models.
/// </summary>
internal static class FalQueue
{
    private const string DirectHost = "fal.run";
    private static readonly Uri DirectQueue = new("https://queue.fal.run");
    private static readonly PollSchedule Schedule = PollSchedule.Every(TimeSpan.FromMilliseconds(500));

    /// <summary>Runs a job to its result.</summary>
    /// <param name="exchange">The task's exchange.</param>
    /// <param name="body">The submission.</param>
    /// <param name="path">Below the provider's address; <c>{model}</c> stands for its model id.</param>
    public static async Task<ProviderAnswer> RunAsync(TaskExchange exchange, WireBody body, string path = "/{model}")
    {
        var isFals = exchange.Route.BaseAddress.Host == DirectHost;
        var query = isFals ? "" : "?_subdomain=queue";
        var route = isFals ? exchange.Route with { BaseAddress = DirectQueue } : exchange.Route;
        var submitted = await exchange.PostJsonAsync(
            path + query, body, static (writer, body) => body.WriteTo(writer), route: route).ConfigureAwait(false);

        var poller = new JobPoller(exchange, Schedule, submitted.Json.Text("request_id")) { Route = route };
        if (submitted.Json.Text("request_id") is null || submitted.Json.Text("response_url") is not { } responseUrl)
        {
            throw submitted.NotAResult("the id and the URL of a job");
        }

        var job = exchange.OwnUrl(responseUrl, route).AbsoluteUri;
        poller.Cancellation = (HttpMethod.Put, new Uri($"{job}/cancel{query}"));
        if (!poller.Check(submitted, Status(submitted)))
        {
            await poller.WaitAsync(new Uri($"{job}/status{query}"), Status).ConfigureAwait(false);
        }

        return await poller.AskAsync(new Uri(job + query)).ConfigureAwait(false);
    }

    private static JobStatus Status(ProviderAnswer answer)
    {
        var json = answer.Json;
        var word = json.Text("status") ?? throw answer.NotAResult("the status of the job");
        var position = json.Number("queue_position");
        return word is not ("COMPLETED" or "IN_QUEUE" or "IN_PROGRESS")
            ? JobStatus.Failure(word, json)
            : new JobStatus(word == "COMPLETED" ? JobState.Completed : JobState.Running, word)
            {
                QueuePosition = position is null ? null : (int)position,
                Log = json.At("logs").Items().LastOrDefault().Text("message"),
            };
    }
}
