using System.Collections.Concurrent;
using System.Globalization;
using InferenceProviders.FaultMatrix.Load;
using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>
/// A thousand calls at once, with three keys of which each may send sixty requests in any minute; the provider counts,
/// and refuses what is more. With limits of the application's own it has nothing to refuse. The clock of both goes on
/// when nothing happens, so that the six minutes take some seconds.
/// </summary>
internal static class HerdFaults
{
    private const int Calls = 1000;
    private const int PerMinute = 60;

    /// <summary>A machine may be so busy that the clock goes on although something does.</summary>
    private const double MostRefused = 0.02;

    public static IEnumerable<RoutedScenario> All =>
    [
        new("1,000 calls on 3 keys of 60 a minute: with limits of one's own, and without", RunAsync),
    ];

    private static async Task<(string Seen, string? Problem)> RunAsync(CancellationToken cancellation)
    {
        var (answered, refused, asked) = await RunAsync(hasLimits: true, cancellation);
        var (answeredWithout, refusedWithout, askedWithout) = await RunAsync(hasLimits: false, cancellation);
        var (share, shareWithout) = (refused / (double)asked, refusedWithout / (double)askedWithout);
        var seen = string.Create(
            CultureInfo.InvariantCulture,
            $"429 of {asked} requests {share:P1}, {answered} answered; without {shareWithout:P1} of {askedWithout},"
            + $" {answeredWithout} answered");
        return (seen, answered < Calls ? $"only {answered} of {Calls} were answered"
            : share > MostRefused ? "the provider had to refuse"
            : shareWithout <= share ? "limits of one's own make no difference"
            : null);
    }

    private static async Task<(int Answered, int Refused, int Asked)> RunAsync(
        bool hasLimits, CancellationToken cancellation)
    {
        var clock = new SteppedClock();
        var windows = new ConcurrentDictionary<string, Queue<TimeSpan>>();
        await using var providers = new KeyedProviders(async (connection, key) =>
        {
            if (LetsPass(windows.GetOrAdd(key, _ => new()), TimeSpan.FromTicks(clock.GetTimestamp())))
            {
                await connection.RespondWithEventsAsync(Answers.Greeting);
                return true;
            }

            await connection.RespondAsync(
                429, Answers.Error("Rate limit reached.", "rate_limit_exceeded"), "application/json",
                "Retry-After: 20");
            return false;
        });
        using var router = providers.Router(
            [new("team-a", "a" + Canary.Token), new("team-b", "b" + Canary.Token), new("team-c", "c" + Canary.Token)],
            options =>
            {
                options.TimeProvider = clock;
                options.Routing.AllowedProviders = [LoadHub.First];
                options.Timeouts = new()
                {
                    Call = TimeSpan.FromMinutes(10),
                    FirstToken = TimeSpan.FromMinutes(20),
                    BetweenTokens = TimeSpan.FromMinutes(20),
                };
                if (hasLimits)
                {
                    options.RateLimits[LoadHub.First] = new() { RequestsPerMinute = PerMinute };
                }
            });
        var chat = router.AsIChatClient(LoadHub.Model);

        // The first call learns who serves the model; meanwhile the clock stands.
        await AskAsync(chat, cancellation);
        var ended = 0;
        var calls = Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
        {
            var isAnswered = await AskAsync(chat, cancellation);
            Interlocked.Increment(ref ended);
            return isAnswered;
        }));
        await clock.RunAsync(
            calls, () => Volatile.Read(ref ended) + providers.Keys.Count + providers.Refusals, cancellation);
        var answered = await calls;
        return (answered.Count(one => one), providers.Refusals, providers.Keys.Count);
    }

    private static async Task<bool> AskAsync(IChatClient chat, CancellationToken cancellation)
    {
        try
        {
            return (await chat.GetStreamingResponseAsync(
                Canary.Prompt, cancellationToken: cancellation).ToChatResponseAsync(
                    cancellation)).Text == Scenario.Greeting;
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    /// <summary>A sliding window, as the strictest providers have it; what is refused does not count.</summary>
    private static bool LetsPass(Queue<TimeSpan> passed, TimeSpan now)
    {
        lock (passed)
        {
            while (passed.TryPeek(out var first) && now - first >= TimeSpan.FromMinutes(1))
            {
                passed.Dequeue();
            }

            if (passed.Count >= PerMinute)
            {
                return false;
            }

            passed.Enqueue(now);
            return true;
        }
    }
}
