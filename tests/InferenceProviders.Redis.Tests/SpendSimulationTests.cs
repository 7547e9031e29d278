using System.Globalization;
using InferenceProviders.Redis.Tests.Support;
using InferenceProviders.Sharing;
using InferenceProviders.Spending;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace InferenceProviders.Redis.Tests;

/// <summary>
/// Processes that spend of shared limits for minutes of clocks that the test moves, each with one of its own: calls of
/// random cost and length on two levels, while some are killed or hang, start, end in order, cannot reach the store,
/// or do not get its answers, while the store loses all it has, and while days end.
/// SPEND_SIMULATION_COUNT and SPEND_SIMULATION_FIRST run more seeds, or others.
/// </summary>
public sealed class SpendSimulationTests(ITestOutputHelper output)
{
    private const long Dollar = SpendProcess.Dollar;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LeaseTime = SpendProcess.LeaseTime;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(First, Count)];

    private static int First => int.Parse(
        Environment.GetEnvironmentVariable("SPEND_SIMULATION_FIRST") ?? "1", CultureInfo.InvariantCulture);

    private static int Count => int.Parse(
        Environment.GetEnvironmentVariable("SPEND_SIMULATION_COUNT") ?? "12", CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_bill_never_exceeds_a_limit_and_what_is_left_of_it_can_be_spent(int seed)
    {
        using var fleet = new Simulation(new Random(seed));
        fleet.Run(TimeSpan.FromMinutes(4));
        output.WriteLine($"{fleet}");
        foreach (var (account, billed, limit) in fleet.Bills())
        {
            Assert.True(billed <= limit, $"{account}: {billed} of {limit}. {fleet}");
        }

        Assert.Empty(fleet.WrongAlerts);

        // All that is left when everything has come to rest can be spent by one of them, in one call.
        fleet.ComeToRest();
        foreach (var (account, problem) in fleet.Leaks())
        {
            Assert.Fail($"{account}: {problem} {fleet}");
        }
    }

    private sealed class Simulation : IDisposable
    {
        private readonly Random _random;
        private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 23, 57, 30, TimeSpan.Zero));
        private readonly List<SpendProcess> _processes = [];
        private readonly Dictionary<string, long> _limits = [];
        private readonly Dictionary<(string Limit, long Mark), long> _billed = [];
        private readonly Dictionary<string, List<(TimeSpan At, long Cost)>> _billedAt = [];
        private readonly Dictionary<string, long> _lostWithDead = [];
        private readonly SpendPeriod? _period;
        private readonly bool _losesAll;
        private InMemorySharedStore _store;
        private TimeSpan _quietUntil;
        private int _calls, _refused, _unavailable, _kills, _losses;

        public Simulation(Random random)
        {
            _random = random;
            _store = new InMemorySharedStore(_clock);
            _losesAll = random.Next(2) == 0;
            _period = random.Next(3) switch { 0 => null, 1 => SpendPeriod.Day(), _ => SpendPeriod.Sliding(Window) };
            _limits["app"] = random.NextInt64(Dollar / 100, Dollar);
            _limits["ann"] = random.NextInt64(Dollar / 200, _limits["app"]);
            _limits["bob"] = random.NextInt64(Dollar / 200, _limits["app"]);
            var count = random.Next(2, 6);
            for (var i = 0; i < count; i++)
            {
                Add();
            }
        }

        public List<string> WrongAlerts { get; } = [];

        private TimeSpan Now => _clock.GetElapsedTime(0);

        public void Run(TimeSpan time)
        {
            for (var end = _clock.GetUtcNow() + time; _clock.GetUtcNow() < end;)
            {
                Disturb();
                foreach (var process in _processes.ToArray())
                {
                    if (!process.Hangs)
                    {
                        Work(process);
                    }
                }

                Tick();
            }
        }

        public void ComeToRest()
        {
            foreach (var process in _processes)
            {
                process.Release();
                process.Hangs = process.Store.LosesAnswers = false;
                process.Store.Connect(true);
                process.Share();
                process.Limits.Values.ToList().ForEach(limit => limit.Read());
                process.Settle();
                foreach (var call in process.Calls.ToArray())
                {
                    End(process, call);
                }
            }

            for (var time = TimeSpan.Zero; time < (2 * LeaseTime) + TimeSpan.FromSeconds(5); time += Step)
            {
                Tick();
            }
        }

        public IEnumerable<(string Account, long Billed, long Limit)> Bills()
        {
            foreach (var ((limit, mark), billed) in _billed)
            {
                yield return ($"{limit} until {mark}", billed, _limits[limit]);
            }

            foreach (var (limit, bills) in _billedAt)
            {
                var (from, sum, most) = (0, 0L, 0L);
                foreach (var (at, cost) in bills)
                {
                    sum += cost;
                    while (bills[from].At <= at - Window)
                    {
                        sum -= bills[from++].Cost;
                    }

                    most = Math.Max(most, sum);
                }

                yield return ($"{limit} in a window", most, _limits[limit]);
            }
        }

        public IEnumerable<(string Account, string Problem)> Leaks()
        {
            var process = _processes[0];
            process.Share();
            foreach (var (name, limit) in process.Limits.OrderBy(pair => pair.Key == "app"))
            {
                limit.Read();
                process.Settle();
                var (spent, reserved, _) = limit.Read();
                if (reserved != 0)
                {
                    yield return (name, $"{reserved} are reserved for nobody.");
                }

                if (_period is null)
                {
                    var billed = _billed.Where(pair => pair.Key.Limit == name).Sum(pair => pair.Value);
                    var lost = _lostWithDead.GetValueOrDefault(name);
                    if (spent < billed || (_losses == 0 && spent > billed + lost))
                    {
                        yield return (name, $"{spent} count, {billed} are billed, {lost} may be lost.");
                    }
                }

                // Alone, so that the level above does not matter.
                var own = new SpendLimit(limit.Limit) { Name = name, Period = _period };
                if (limit.Nanos > spent && process.TryHold(own, limit.Nanos - spent) is null)
                {
                    yield return (name, $"{limit.Nanos - spent} are left, and cannot be spent.");
                }
            }
        }

        public override string ToString() =>
            $"{_period?.ToString() ?? "for good"}, {string.Join(", ", _limits)}: {_calls} calls, {_refused} refused, "
            + $"{_unavailable} for want of the store, {_kills} killed, {_losses} losses; billed "
            + string.Join(", ", Bills().Select(bill => $"{bill.Account} {bill.Billed}"));

        public void Dispose() => _processes.ForEach(process => process.Kill());

        private void Add()
        {
            var process = new SpendProcess(
                _store, _clock.GetUtcNow() + TimeSpan.FromSeconds(_random.Next(-30, 30)), _limits, _period, Alert);
            _processes.Add(process);
        }

        private void Alert(SpendProcess process, SpendAlert alert)
        {
            if (!process.Alerts.Add((alert.Limit.Name!, alert.Share, alert.PeriodEnds)) && _period?.Window is null)
            {
                WrongAlerts.Add($"{alert.Limit.Name} {alert.Share} again");
            }

            if (alert.Spent < alert.Limit.Limit * (decimal)alert.Share * 0.999999m)
            {
                WrongAlerts.Add($"{alert.Limit.Name} {alert.Share} at {alert.Spent}");
            }
        }

        private void Tick()
        {
            _clock.Advance(Step);
            foreach (var process in _processes)
            {
                if (!process.Hangs)
                {
                    process.Clock.Advance(Step);
                }

                process.Settle();
            }
        }

        /// <summary>What happens to processes and to the store.</summary>
        private void Disturb()
        {
            var process = _processes[_random.Next(_processes.Count)];
            switch (_random.Next(1500))
            {
                case < 5 when Now > _quietUntil:
                    Kill(process);
                    break;
                case < 10:
                    _processes.ForEach(each => each.Store.Connect(_random.Next(2) == 0));
                    break;
                case < 20:
                    process.Store.Connect(!process.Store.IsConnected);
                    break;
                case < 25:
                    process.Store.LosesAnswers = !process.Store.LosesAnswers;
                    break;
                case < 30:
                    process.Hold();
                    break;
                case < 40:
                    process.Release();
                    break;
                case < 43:
                    process.Hangs = !process.Hangs;
                    break;
                case < 46 when _processes.Count > 1 && process.Calls.Count == 0:
                    // In order.
                    process.Release();
                    process.Dispose();
                    _processes.Remove(process);
                    Remember(process);
                    Add();
                    _quietUntil = Max(_quietUntil, Now + TimeSpan.FromSeconds(2));
                    break;
                case < 52 when Now > _quietUntil && _losesAll:
                    Lose();
                    break;
            }
        }

        private static TimeSpan Max(TimeSpan one, TimeSpan two) => one > two ? one : two;

        /// <summary>Some of the calls under way are billed all the same.</summary>
        private void Kill(SpendProcess process)
        {
            _kills++;
            process.Kill();
            _processes.Remove(process);
            foreach (var call in process.Calls)
            {
                if (_random.Next(2) == 0)
                {
                    Bill(call);
                }
            }

            Remember(process);
            Add();

            // A store must not lose what only the dead knew.
            _quietUntil = Max(_quietUntil, Now + LeaseTime);
        }

        /// <summary>What one that is gone had in hand counts as spent, unless it has given it back.</summary>
        private void Remember(SpendProcess process)
        {
            foreach (var (account, lease) in process.Store.Granted)
            {
                var name = account.Split('|')[0];
                _lostWithDead[name] = _lostWithDead.GetValueOrDefault(name) + lease.Granted - lease.Reported;
            }
        }

        /// <summary>The store has nothing any more. Those who live remember.</summary>
        private void Lose()
        {
            // One that does not hear or speak cannot remember, nor say so in time.
            foreach (var process in _processes)
            {
                process.Release();
                process.Hangs = process.Store.LosesAnswers = false;
                process.Store.Connect(true);
                process.Share();
            }

            // Nor does one that is idle know what others have spent since. In the end all have told it, and heard it.
            for (var round = 0; round < 2; round++)
            {
                for (var time = TimeSpan.Zero; time <= TimeSpan.FromSeconds(1); time += Step)
                {
                    Tick();
                }

                _processes.SelectMany(process => process.Limits.Values).ToList().ForEach(limit => limit.Read());
                _processes.ForEach(process => process.Settle());
            }

            _losses++;
            _store = new InMemorySharedStore(_clock);
            foreach (var process in _processes)
            {
                process.Store.Connect(false);
                process.Store.Inner = _store;
            }

            foreach (var process in _processes)
            {
                process.Store.Connect(true);
                process.Settle();
            }

            _quietUntil = Now + (2 * LeaseTime);
        }

        private void Work(SpendProcess process)
        {
            foreach (var call in process.Calls.Where(call => call.Until <= Now).ToArray())
            {
                End(process, call);
            }

            if (_random.Next(process.IsBusy ? 4 : 60) != 0)
            {
                return;
            }

            process.IsBusy ^= _random.Next(20) == 0;
            var name = _random.Next(3) switch { 0 => "app", 1 => "ann", _ => "bob" };
            var most = _random.NextInt64(1, (long)(_limits["app"] * 0.06));
            _calls++;
            try
            {
                if (process.TryHold(process.Limits[name], most) is { } holds)
                {
                    var cost = _random.Next(3) == 0 ? most : _random.NextInt64(0, most + 1);
                    process.Calls.Add(new(holds, most, cost, Now + (Step * _random.Next(0, 120))));
                }
                else
                {
                    _refused++;
                }
            }
            catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SharedStoreUnavailable)
            {
                _unavailable++;
            }

            process.Settle();
        }

        private void End(SpendProcess process, SpendCall call)
        {
            process.Calls.Remove(call);
            Bill(call);
            foreach (var hold in call.Holds)
            {
                foreach (var alert in hold.Limit.Settle(call.Most, call.Cost, hold.Mark) ?? [])
                {
                    Alert(process, alert);
                }
            }

            process.Settle();
        }

        private void Bill(SpendCall call)
        {
            foreach (var (limit, mark) in call.Holds)
            {
                if (_period?.Window is null)
                {
                    _billed[(limit.Name!, mark)] = _billed.GetValueOrDefault((limit.Name!, mark)) + call.Cost;
                }
                else
                {
                    (_billedAt.TryGetValue(limit.Name!, out var bills) ? bills : _billedAt[limit.Name!] = [])
                        .Add((Now, call.Cost));
                }
            }
        }
    }
}
