using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>Chains of models whose first one cannot answer: the next does, and nothing is asked in vain.</summary>
internal static class ChainFaults
{
    /// <summary>More than there are repetitions in the router's budget.</summary>
    private const int Calls = 300;

    private const int AtOnce = 10;

    private static readonly string[] Chain = [ChainedModels.First, ChainedModels.Second];

    public static IEnumerable<RoutedScenario> All =>
    [
        new("a chain whose first model is down (503)",
            cancellation => RunAsync(c => c.RespondAsync(503, Answers.Error("out of order")), cancellation)),
        new("a chain whose first model breaks connections", cancellation => RunAsync(ResetAsync, cancellation)),
        new("a chain whose first model never answers",
            cancellation => RunAsync(c => Task.Delay(Timeout.Infinite, c.Stop), cancellation, calls: 20)),
        new("a chain whose first model sends pages",
            cancellation => RunAsync(c => c.RespondAsync(200, "<html>out of order</html>", "text/html"), cancellation)),
        new("a chain whose first model is limited for ten minutes", cancellation =>
            RunAsync(
                c => c.RespondAsync(
                    429, Answers.Error("busy", "rate_limit_exceeded"), "application/json", "Retry-After: 600"),
                    cancellation, mostAsked: AtOnce)),
        new("a chain whose first model says that it is too short", cancellation =>
            RunAsync(
                c => c.RespondAsync(
                    400, Answers.Error("maximum context length is 10 tokens", "context_length_exceeded")), cancellation,
                    mostAsked: AtOnce)),
        new("a chain whose first model is known to be too short", cancellation =>
            RunAsync(
                c => c.RespondWithEventsAsync(Answers.Greeting), cancellation, new string('x', 8000)
                + Canary.Prompt, mostAsked: 0)),
        new("a chain whose first model filters, and the call goes on",
            cancellation =>
                RunAsync(Filtered, cancellation, configure: options => options.Routing.FallBackOnContentFilter = true)),
        new("a chain whose first model holds back its answer, and the call goes on", cancellation =>
            RunAsync(
                c => c.RespondWithEventsAsync(Answers.Event("{}", "\"content_filter\""), Answers.Done), cancellation,
                configure: options => options.Routing.FallBackOnContentFilter = true)),
        new("a chain whose first model does not fit the limit, which names a cheaper one", cancellation => RunAsync(
            c => c.RespondWithEventsAsync(Answers.Greeting), cancellation, calls: 5, mostAsked: 0, configure: options =>
                options.SpendLimit = new SpendLimit(
                    0.000_07m * ChainedModels.Price) { WhenSpent = [ChainedModels.Second] })),
        new("a chain whose first server is not there",
            cancellation =>
                RunAsync(Filtered, cancellation, chain: models => [models.Nobody, models.Own], mostAsked: 0)),
        new("a chain whose first model filters: an error without the option", FilteredAsync),
        new("a chain whose first model refuses the key: an error", RefusedAsync),
        new("a chain whose limit is spent: an error", SpentAsync),
        new("a chain whose first model breaks off: no other one goes on", BrokenAsync),
    ];

    private static Task ResetAsync(FaultConnection connection)
    {
        connection.Reset();
        return Task.CompletedTask;
    }

    private static Task Filtered(FaultConnection connection) =>
        connection.RespondAsync(400, Answers.Error("The prompt was filtered.", "content_filter"));

    /// <param name="first">What becomes of requests for the first model.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="prompt">What is asked.</param>
    /// <param name="calls">How many calls are made.</param>
    /// <param name="mostAsked">
    /// How often the first model may be asked; by default half as often as there are calls.
    /// </param>
    /// <param name="configure">The options of the router.</param>
    /// <param name="chain">The models.</param>
    private static async Task<(string Seen, string? Problem)> RunAsync(
        Func<FaultConnection, Task> first, CancellationToken cancellation, string prompt = Canary.Prompt,
        int calls = Calls, int? mostAsked = null,
        Action<InferenceProvidersOptions>? configure = null, Func<ChainedModels, string[]>? chain = null)
    {
        await using var models = new ChainedModels(first);
        using var leaks = new LeakCatcher();
        using var router = models.Router(options =>
        {
            options.LoggerFactory = leaks;
            configure?.Invoke(options);
        });
        var chat = router.AsIChatClient(chain?.Invoke(models) ?? Chain);
        var options = new ChatOptions { MaxOutputTokens = 10 };
        var answered = 0;
        await Parallel.ForAsync(
            0, calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (_, token) =>
        {
            var response = await chat.GetStreamingResponseAsync(prompt, options, token).ToChatResponseAsync(token);
            var report = response.GetRoutingReport()!;
            leaks.Look("report", $"{report} {string.Join(", ", report.Attempts)}");
            if (response.Text == Scenario.Greeting && report.Attempts[^1].Model == report.Model)
            {
                Interlocked.Increment(ref answered);
            }
        });
        leaks.Look(
            "explanation", (await router.ExplainAsync(Chain, [new(ChatRole.User, prompt)], options, cancellation))
            .ToString());
        var asked = models.Asked;
        var most = mostAsked ?? (configure is null ? calls / 2 : calls);
        return ($"{answered} of {calls} answered, {asked.First} requests for the first",
            answered != calls ? "calls were not answered"
            : asked.First > most ? $"the first model was asked more than {most} times"
            : leaks.Leaks.Count > 0 ? $"leaks: {leaks.Leaks[0]}"
            : null);
    }

    private static Task<(string Seen, string? Problem)> FilteredAsync(CancellationToken cancellation) =>
        FailAsync(Filtered, InferenceErrorKind.ContentFiltered, cancellation);

    private static Task<(string Seen, string? Problem)> RefusedAsync(CancellationToken cancellation) =>
        FailAsync(
            connection =>
                connection.RespondAsync(401, Answers.Error("Invalid API key.")), InferenceErrorKind.Authentication,
                cancellation);

    private static Task<(string Seen, string? Problem)> SpentAsync(CancellationToken cancellation) =>
        FailAsync(
            Filtered, InferenceErrorKind.SpendLimitReached, cancellation, options =>
                options.SpendLimit = new SpendLimit(0.000_001m));

    private static Task<(string Seen, string? Problem)> BrokenAsync(CancellationToken cancellation) => FailAsync(
        async connection =>
        {
            await connection.StartEventsAsync();
            await connection.ChunkAsync($"data: {Answers.Text("Hello")}\n\n");
            connection.Reset();
        },
        InferenceErrorKind.Interrupted,
        cancellation);

    /// <summary>
    /// A call that no other model may answer: it ends with the error, and the second model is not asked.
    /// </summary>
    private static async Task<(string Seen, string? Problem)> FailAsync(
        Func<FaultConnection, Task> first, InferenceErrorKind kind, CancellationToken cancellation,
        Action<InferenceProvidersOptions>? configure = null)
    {
        await using var models = new ChainedModels(first);
        using var router = models.Router(configure);
        var chat = router.AsIChatClient(Chain);
        string seen;
        try
        {
            seen = (await chat.GetStreamingResponseAsync(
                Canary.Prompt, new() { MaxOutputTokens = 10 }, cancellation).ToChatResponseAsync(cancellation)).Text;
        }
        catch (InferenceException exception)
        {
            seen = exception.Kind.ToString();
        }

        return (seen,
            seen != kind.ToString()
                ? $"expected {kind}"
                : models.Asked.Second > 0 ? "the second model was asked"
                : null);
    }
}
