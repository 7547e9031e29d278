using InferenceProviders.Routing.RateLimits;
using InferenceProviders.Redis.Tests.Support;
using InferenceProviders.Sharing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace InferenceProviders.Redis.Tests;

/// <summary>
/// Processes that take of one limit for minutes of a clock that the test moves: at random times, in bursts, with words
/// that take their time, while some are killed, start, or cannot reach the store.
/// </summary>
public sealed class RateSimulationTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_minute_never_has_more_than_the_limit(int seed)
    {
        var random = new Random(seed);
        var clock = new FakeTimeProvider();
        using var store = new SlowStore(clock, random);
        var limit = new RateLimit
        {
            RequestsPerMinute = random.Next(10, 80),
            TokensPerMinute = random.Next(5_000, 40_000),
        };
        var members = Enumerable.Range(0, random.Next(2, 6)).Select(_ => new Member(store, clock, limit)).ToList();
        Run(store, clock, TimeSpan.FromSeconds(1), static () => { });
        var sent = new List<(TimeSpan At, long Tokens)>();
        Run(store, clock, TimeSpan.FromMinutes(4), () =>
        {
            if (random.Next(300) == 0)
            {
                // A burst, in all or in one.
                foreach (var member in random.Next(2) == 0 ? members : [members[random.Next(members.Count)]])
                {
                    member.Ask(random.Next(1, 40), random.Next(50, 3000));
                }
            }

            if (random.Next(3000) == 0)
            {
                members[random.Next(members.Count)].Dispose();
                members.RemoveAll(member => member.IsGone);
                members.Add(new Member(store, clock, limit));
            }

            foreach (var member in members)
            {
                sent.AddRange(member.Work(random));
            }
        });

        members.ForEach(member => member.Dispose());
        var (most, mostTokens) = Most(sent);
        output.WriteLine(
            $"limit {limit.RequestsPerMinute} and {limit.TokensPerMinute}: {sent.Count} sent, {most} requests and "
            + $"{mostTokens} tokens in a minute at most");
        Assert.InRange(most, 1, limit.RequestsPerMinute!.Value);
        Assert.InRange(mostTokens, 1, limit.TokensPerMinute!.Value);
        Assert.True(
            most > limit.RequestsPerMinute / 2 || mostTokens > limit.TokensPerMinute / 2, "Hardly any of it was used.");
    }

    private static void Run(SlowStore store, FakeTimeProvider clock, TimeSpan time, Action step)
    {
        for (var end = clock.GetUtcNow() + time; clock.GetUtcNow() < end;)
        {
            clock.Advance(Step);
            store.Deliver();
            step();
        }
    }

    private static (long Requests, long Tokens) Most(List<(TimeSpan At, long Tokens)> sent)
    {
        var (from, most, mostTokens, tokens) = (0, 0L, 0L, 0L);
        for (var to = 0; to < sent.Count; to++)
        {
            tokens += sent[to].Tokens;
            while (sent[from].At <= sent[to].At - TimeSpan.FromMinutes(1))
            {
                tokens -= sent[from++].Tokens;
            }

            most = Math.Max(most, to - from + 1);
            mostTokens = Math.Max(mostTokens, tokens);
        }

        return (most, mostTokens);
    }

    /// <summary>What a router does about the turns of its calls, without the calls.</summary>
    private sealed class Member : IDisposable
    {
        private readonly FakeTimeProvider _clock;
        private readonly SharedState _state;
        private readonly RateSharing _sharing;
        private readonly RateGate _gate;
        private readonly List<Asker> _askers = [];

        public Member(SlowStore store, FakeTimeProvider clock, RateLimit limit)
        {
            _clock = clock;
            _state = new SharedState(new SharingOptions { Store = store }, NullLoggerFactory.Instance);
            _sharing = new RateSharing(_state, clock, isMember: true);
            _state.Start();
            _gate = new RateLimitRegistry(clock, _sharing).For("groq", "secret", "org/model", limit, own: null)!;
        }

        public bool IsGone { get; private set; }

        public void Ask(int count, long tokens) =>
            _askers.AddRange(Enumerable.Range(0, count).Select(_ => new Asker(tokens)));

        public IEnumerable<(TimeSpan At, long Tokens)> Work(Random random)
        {
            var now = _clock.GetTimestamp();
            foreach (var asker in _askers.Where(asker => asker.At <= now).ToArray())
            {
                if (asker.IsPromised)
                {
                    var at = asker.At;
                    if (_gate.Keeps(ref at, asker.Tokens, now))
                    {
                        yield return Send(asker);
                        continue;
                    }

                    asker.IsPromised = false;
                }

                if (!_gate.TryTake(now, asker.Tokens, now + Patience.Ticks, out var next))
                {
                    _askers.Remove(asker);
                }
                else if (next <= now)
                {
                    asker.At = now;
                    yield return Send(asker);
                    if (random.Next(4) == 0)
                    {
                        // The provider counts fewer than were estimated, which does no harm to the sum.
                        _gate.Settle(now, asker.Tokens, asker.Tokens);
                    }
                }
                else
                {
                    (asker.At, asker.IsPromised) = (next, true);
                }
            }
        }

        public void Dispose()
        {
            IsGone = true;
            _sharing.Dispose();
            _state.Dispose();
        }

        private (TimeSpan At, long Tokens) Send(Asker asker)
        {
            _askers.Remove(asker);
            return (TimeSpan.FromTicks(_clock.GetTimestamp()), asker.Tokens);
        }
    }

    private sealed class Asker(long tokens)
    {
        public long Tokens => tokens;

        public long At { get; set; }

        public bool IsPromised { get; set; }
    }
}
