using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>Limits of money, whatever goes wrong, and data that stays where it may be.</summary>
internal static class MoneyFaults
{
    private static readonly ChatOptions Short = new() { MaxOutputTokens = 10 };

    public static IEnumerable<RoutedScenario> All =>
    [
        new("levels of limits under 200 concurrent calls", cancellation => LevelsAsync(fault: null, cancellation)),
        new("levels of limits, and every fifth call fails", cancellation => LevelsAsync(
            async (connection, number) =>
            {
                if (number % 5 != 0)
                {
                    return false;
                }

                if (number % 2 == 0)
                {
                    await connection.RespondAsync(500, Answers.Error("out of order"));
                }
                else
                {
                    connection.Reset();
                }

                return true;
            },
            cancellation)),
        new("a limit of an hour: spent, and free again when it has passed", PeriodAsync),
        new("a limit that is spent, and a price of nothing", FreeAsync),
        new("an alert whose callback throws", AlertAsync),
        new("the only provider that may have the data is down: an error", AllowedIsDownAsync),
        new("the provider that may have the data is slow, and calls are hedged", HedgedAsync),
    ];

    private static async Task<(string Seen, string? Problem)> LevelsAsync(
        Func<Server.FaultConnection, int, Task<bool>>? fault, CancellationToken cancellation)
    {
        await using var providers = new BilledProviders(fault);
        var application = new SpendLimit(0.06m) { Name = "application", Period = SpendPeriod.Day() };
        var tenants = Enumerable.Range(0, 4)
            .Select(i => new SpendLimit(0.025m) { Name = $"t{i}", Parent = application }).ToArray();
        var users = Enumerable.Range(0, 20).Select(i =>
            new SpendLimit(
                0.01m) { Name = $"t{i % 4}u{i / 4}.", Parent = tenants[i % 4],
                Period = SpendPeriod.Sliding(TimeSpan.FromDays(1)) }).ToArray();
        using var router = providers.Router(options =>
        {
            options.SpendLimits["one"] = new SpendLimit(1m);
            options.Routing.AllowedProviders = ["one"];
            options.Routing.MaxAttempts = 2;
        });
        var chat = router.AsIChatClient(BilledProviders.Model);
        SpendLimit[] all = [application, .. tenants, .. users];
        var (answered, refused, over) = (0, 0, 0);
        await Parallel.ForAsync(
            0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 200, CancellationToken = cancellation },
            async (i, token) =>
            await AskAsync(users[i % users.Length], token));

        // What was reserved for others is free now: one after the other they use it up.
        foreach (var user in fault is null ? users : [])
        {
            while (await AskAsync(user, cancellation))
            {
            }
        }

        var broken = all.Where(
            limit =>
                (limit == application ? providers.Total : providers.Of(limit.Name!)) is var bill
                && (bill > limit.Limit || bill > limit.Spent)).ToList();
        var seen = $"{answered} answered, {refused} refused, billed {providers.Total} of {application.Limit}";
        return (seen, broken.Count > 0 ? $"more was billed than {broken[0].Name} allows or counted"
            : over > 0 ? "a limit was over for a moment"
            : all.Any(limit => limit.Reserved != 0) ? "something stays reserved"
            : answered == 0 || refused == 0 ? "the limits did not matter"
            : fault is null && providers.Total != application.Spent ? $"{application.Spent} was counted"
            : fault is null && application.Spent < application.Limit * 0.95m ? "the limit was not used up"
            : null);

        async Task<bool> AskAsync(SpendLimit user, CancellationToken token)
        {
            var fits = true;
            try
            {
                var options = Short.WithRouting(new() { SpendLimit = user });
                await chat.GetStreamingResponseAsync($"{user.Name} {Canary.Prompt}", options, token)
                    .ToChatResponseAsync(token);
                Interlocked.Increment(ref answered);
            }
            catch (InferenceException exception)
                when (exception is { Kind: InferenceErrorKind.SpendLimitReached, SpendLimit: not null })
            {
                Interlocked.Increment(ref refused);
                fits = false;
            }
            catch (InferenceException exception)
                when (exception.Kind is InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.Interrupted)
            {
                // The provider's failure, which may be billed and so counts.
            }

            Interlocked.Add(ref over, all.Count(limit => limit.Spent + limit.Reserved > limit.Limit));
            return fits;
        }
    }

    private static async Task<(string Seen, string? Problem)> PeriodAsync(CancellationToken cancellation)
    {
        await using var providers = new BilledProviders();
        var clock = new MovedClock();
        var limit = new SpendLimit(0.005m)
        {
            Period = SpendPeriod.Sliding(TimeSpan.FromHours(1)),
            TimeProvider = clock,
        };
        using var router = providers.Router(options =>
        {
            options.SpendLimit = limit;
            options.Routing.AllowedProviders = ["one"];
        });
        var chat = router.AsIChatClient(BilledProviders.Model);
        var (answered, waited) = (0, TimeSpan.Zero);
        for (var hour = 0; hour < 3; hour++)
        {
            while (true)
            {
                try
                {
                    await chat.GetStreamingResponseAsync(Canary.Prompt, Short, cancellation)
                        .ToChatResponseAsync(cancellation);
                    answered++;
                }
                catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SpendLimitReached)
                {
                    waited = exception.RetryAfter ?? TimeSpan.Zero;
                    clock.Move(waited);
                    break;
                }
            }
        }

        return ($"{answered} answered, billed {providers.Total} in three hours",
            waited <= TimeSpan.Zero ? "nobody said when it is free again"
            : providers.Total > 3 * limit.Limit ? "more was billed than three hours allow"
            : answered < 3 || providers.Total <= limit.Limit ? "it was not free again"
            : null);
    }

    private static async Task<(string Seen, string? Problem)> FreeAsync(CancellationToken cancellation)
    {
        await using var providers = new BilledProviders();
        using var router = providers.Router(options =>
        {
            options.SpendLimit = new SpendLimit(0);
            options.Prices.Add(new() { Provider = "three", InputPrice = 0, OutputPrice = 0 });
        });
        var chat = router.AsIChatClient(BilledProviders.Model);
        for (var i = 0; i < 20; i++)
        {
            await chat.GetStreamingResponseAsync(Canary.Prompt, Short, cancellation).ToChatResponseAsync(cancellation);
        }

        return ($"asked {providers.Asked}",
            providers.Asked == (0, 0, 20) ? null : "somebody else was asked than who costs nothing");
    }

    private static async Task<(string Seen, string? Problem)> AlertAsync(CancellationToken cancellation)
    {
        await using var providers = new BilledProviders();
        using var leaks = new LeakCatcher();
        var alerts = 0;
        using var router = providers.Router(options =>
        {
            options.LoggerFactory = leaks;
            options.SpendLimit = new SpendLimit(0.05m)
            {
                AlertAt = [0.01, 0.05],
                OnAlert = _ =>
                {
                    Interlocked.Increment(ref alerts);
                    throw new InvalidOperationException("The pager is broken.");
                },
            };
        });
        var chat = router.AsIChatClient(BilledProviders.Model);
        var answered = 0;
        await Parallel.ForAsync(
            0, 30, new ParallelOptions { MaxDegreeOfParallelism = 10, CancellationToken = cancellation },
            async (_, token) =>
        {
            var response = await chat.GetStreamingResponseAsync(Canary.Prompt, Short, token).ToChatResponseAsync(token);
            Interlocked.Add(ref answered, response.Text == Scenario.Greeting ? 1 : 0);
        });

        return ($"{answered} answered, {alerts} alerts", answered != 30 ? "calls were not answered"
            : alerts != 2 ? "it was not told once at each share"
            : leaks.Leaks.Count > 0 ? $"leaks: {leaks.Leaks[0]}"
            : null);
    }

    private static async Task<(string Seen, string? Problem)> AllowedIsDownAsync(CancellationToken cancellation)
    {
        await using var providers = new BilledProviders(async (connection, _) =>
        {
            await connection.RespondAsync(503, Answers.Error("out of order"));
            return true;
        });
        using var router = providers.Router(Europe);
        var chat = router.AsIChatClient(BilledProviders.Model);
        var failed = 0;
        for (var i = 0; i < 3; i++)
        {
            try
            {
                await chat.GetStreamingResponseAsync(Canary.Prompt, Short, cancellation)
                    .ToChatResponseAsync(cancellation);
            }
            catch (InferenceException)
            {
                failed++;
            }
        }

        return ($"{failed} failed, asked {providers.Asked}",
            providers.Asked is not (> 0, 0, 0)
                ? "somebody was asked who may not have the data"
                : failed == 3 ? null
                : "somebody answered");
    }

    private static async Task<(string Seen, string? Problem)> HedgedAsync(CancellationToken cancellation)
    {
        await using var providers = new BilledProviders(async (connection, _) =>
        {
            await Task.Delay(100, connection.Stop);
            return false;
        });
        using var router = providers.Router(options =>
        {
            Europe(options);
            options.Routing.Hedge = true;
            options.Routing.HedgeDelay = TimeSpan.FromMilliseconds(10);
        });
        var chat = router.AsIChatClient(BilledProviders.Model);
        for (var i = 0; i < 5; i++)
        {
            await chat.GetStreamingResponseAsync(Canary.Prompt, Short, cancellation).ToChatResponseAsync(cancellation);
        }

        return ($"asked {providers.Asked}",
            providers.Asked is (>= 5, 0, 0) ? null : "somebody was asked who may not have the data");
    }

    private static void Europe(InferenceProvidersOptions options)
    {
        options.DataPolicies["one"] = new() { Regions = ["eu"] };
        options.DataPolicies["two"] = new() { Regions = ["us"] };
        options.Routing.Require = new() { Regions = ["eu"] };
    }

    /// <summary>The system's clock, ahead by as much as it was moved.</summary>
    private sealed class MovedClock : TimeProvider
    {
        private TimeSpan _ahead;

        public void Move(TimeSpan time) => _ahead += time;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
    }
}
