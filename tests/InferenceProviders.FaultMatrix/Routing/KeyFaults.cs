using InferenceProviders.FaultMatrix.Load;
using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>
/// Several keys for a provider, of which some are of no use: the calls go on with the others, and nobody is asked twice
/// in vain.
/// </summary>
internal static class KeyFaults
{
    private const int Calls = 100;
    private const int AtOnce = 10;

    public static IEnumerable<RoutedScenario> All =>
    [
        new("three keys, of which one rests and one is empty", OneRestsAndOneIsEmptyAsync),
        new("three keys, of which one is refused", OneIsRefusedAsync),
        new("three keys that all rest: the next provider", AllRestAsync),
    ];

    private static Task<(string Seen, string? Problem)> OneRestsAndOneIsEmptyAsync(CancellationToken cancellation) =>
        RunAsync(
            new()
            {
                ["a"] = (429, Answers.Error("busy", "rate_limit_exceeded"), ["Retry-After: 600"]),
                ["b"] = (402, Answers.Error("Insufficient credits."), []),
            },
            others: 0, cancellation);

    private static Task<(string Seen, string? Problem)> OneIsRefusedAsync(CancellationToken cancellation) =>
        RunAsync(new() { ["b"] = (401, Answers.Error("Invalid API key."), []) }, others: 0, cancellation);

    private static Task<(string Seen, string? Problem)> AllRestAsync(CancellationToken cancellation)
    {
        (int, string, string[]) busy = (429, Answers.Error("busy", "rate_limit_exceeded"), ["Retry-After: 600"]);
        return RunAsync(new() { ["a"] = busy, ["b"] = busy, ["c"] = busy }, others: Calls, cancellation);
    }

    /// <param name="refusals">What becomes of requests with a key; those of the other keys are answered.</param>
    /// <param name="others">How many calls the second provider should have to answer.</param>
    /// <param name="cancellation">Ends it.</param>
    private static async Task<(string Seen, string? Problem)> RunAsync(
        Dictionary<string, (int Status, string Body, string[] Headers)> refusals, int others,
        CancellationToken cancellation)
    {
        await using var providers = new KeyedProviders(async (connection, key) =>
        {
            if (refusals.TryGetValue(key[..1], out var refusal))
            {
                await connection.RespondAsync(refusal.Status, refusal.Body, "application/json", refusal.Headers);
                return false;
            }

            await connection.RespondWithEventsAsync(Answers.Greeting);
            return true;
        });
        using var leaks = new LeakCatcher();
        using var router = providers.Router(
            [new("team-a", "a" + Canary.Token), new("team-b", "b" + Canary.Token), new("team-c", "c" + Canary.Token)],
            options =>
            {
                options.LoggerFactory = leaks;
                options.Routing.MaxAttempts = 4;
            });
        var chat = router.AsIChatClient(LoadHub.Model);
        var answered = 0;
        var reports = new System.Collections.Concurrent.ConcurrentQueue<RoutingReport>();
        await Parallel.ForAsync(
            0, Calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (_, token) =>
        {
            var response = await chat.GetStreamingResponseAsync(Canary.Prompt, cancellationToken: token)
                .ToChatResponseAsync(token);
            reports.Enqueue(response.GetRoutingReport()!);
            if (response.Text == Scenario.Greeting)
            {
                Interlocked.Increment(ref answered);
            }
        });
        leaks.Look("health", router.Health.ToJson());
        foreach (var report in reports)
        {
            leaks.Look("report", report.ToString());
            leaks.Look("attempts", string.Join(", ", report.Attempts));
        }

        var most = refusals.Count * AtOnce;
        var seen =
            $"{answered} of {Calls} answered, {providers.Refusals} refusals, {providers.Others} at the next provider";
        return (seen, answered != Calls ? "calls were not answered"
            : providers.Refusals > most ? $"more than the {most} refusals of the calls that began together"
            : providers.Others != others ? $"{others} were for the next provider"
            : leaks.Leaks.Count > 0 ? $"leaks: {leaks.Leaks[0]}"
            : null);
    }
}
