using System.Diagnostics;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using InferenceProviders.Redis;
using InferenceProviders.TestUtilities;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// What a spend limit that processes share over Redis adds to a call, and how often the server is asked. Requests for
/// answers go nowhere.
/// </summary>
internal sealed class SharedCallMetric : IMetric
{
    private const int Calls = 200;
    private const int Rounds = 300;
    private const int WarmUp = 100;

    public string Name => "shared";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        if (RedisServer.Missing is { } missing)
        {
            yield return Contest.Figure(
                $"call with a shared limit: {missing}", double.NaN, null, "redis-server", false);
            yield break;
        }

        await using var server = await RedisServer.StartAsync("--save", "");
        await using var store = new RedisSharedStore(server.Configuration);
        while (!store.IsConnected)
        {
            await Task.Delay(10);
        }

        var hub = contest.Server.For("hub");
        using var local = Router(hub, static options => options.SpendLimit = new SpendLimit(1_000_000));
        using var shared = Router(hub, options =>
        {
            options.SpendLimit = new SpendLimit(1_000_000);
            options.Sharing.Store = store;
        });
        using var free = Router(hub, options => options.Sharing.Store = store);
        var (one, other) = (local.AsIChatClient(HubAnswers.Model), shared.AsIChatClient(HubAnswers.Model));
        var (locally, together) = (new double[Rounds], new double[Rounds]);
        var before = 0L;
        for (var round = -WarmUp; round < Rounds; round++)
        {
            before = round == 0 ? Requests(shared) : before;
            var (mine, all) = (await TimeAsync(one), await TimeAsync(other));
            if (round >= 0)
            {
                (locally[round], together[round]) = (mine, all);
            }
        }

        var trips = (Requests(shared) - before) * 1000.0 / (Rounds * Calls);
        var added = Measure.Median(together) - Measure.Median(locally);
        yield return Contest.Figure(
            "call with a shared limit, µs over a local one (p50)", added, null, "<= 15 µs", added <= 15);
        yield return Contest.Figure(
            "round trips to Redis, 1,000 calls with a limit", trips, null, "<= 50", trips <= 50);

        await TimeAsync(free.AsIChatClient(HubAnswers.Model));
        var asked = Requests(free);
        await TimeAsync(free.AsIChatClient(HubAnswers.Model));
        double without = Requests(free) - asked;
        yield return Contest.Figure("round trips to Redis, calls without a limit", without, null, "0", without == 0);
    }

    private static long Requests(InferenceRouter router) => router.Core.State.Sharing!.Requests;

    /// <summary>In µs a call.</summary>
    private static async Task<double> TimeAsync(IChatClient chat)
    {
        var options = new ChatOptions { MaxOutputTokens = 10 };
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Calls; i++)
        {
            await chat.GetResponseAsync(Conversation.Prompt, options);
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Calls;
    }

    private static InferenceRouter Router(Uri hub, Action<InferenceProvidersOptions> configure) =>
        RoutedCallMetric.Router(hub, configure);
}
