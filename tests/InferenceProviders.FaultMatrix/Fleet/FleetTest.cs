using System.Diagnostics;
using System.Globalization;

namespace InferenceProviders.FaultMatrix.Fleet;

/// <summary>
/// Four processes that share a limit, rests, conversations and jobs over one redis-server. While they call, two of them
/// are killed, and the server is stopped and started twice.
/// </summary>
internal sealed class FleetTest
{
    private const int Members = 4;
    private const int Share = 50;
    private const int WarmUp = 2 * Members;

    private readonly List<MemberProcess> _members = [];
    private readonly RedisServer _redis;
    private readonly FleetUpstream _upstream;
    private readonly int _calls;
    private int _given;
    private int _answered;
    private int _refused;
    private int _unavailable;
    private int _other;

    private FleetTest(RedisServer redis, FleetUpstream upstream, int calls) =>
        (_redis, _upstream, _calls) = (redis, upstream, calls);

    private List<MemberProcess> Alive => [.. _members.Where(member => member.IsAlive)];

    public static async Task<FleetReport> RunAsync(int calls)
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes");
        await using var upstream = new FleetUpstream();
        var test = new FleetTest(redis, upstream, calls);
        try
        {
            return await test.RunAsync();
        }
        finally
        {
            test._members.ForEach(member => member.Dispose());
        }
    }

    private async Task<FleetReport> RunAsync()
    {
        // Three quarters of the calls fit.
        var limit = _calls * FleetUpstream.CostNanos * 3 / 4 / 1_000_000_000m;
        for (var i = 0; i < Members; i++)
        {
            _members.Add(new MemberProcess(_redis.Configuration, _upstream.Address, limit));
        }

        await Task.WhenAll(_members.Select(member => member.HearAsync("ready")));
        var probes = Math.Clamp(_calls / 200, 5, 50);
        var delays = await RestsAsync(probes);
        var talks = await TalkAsync(Math.Clamp(_calls / 100, 10, 200));
        var tokens = await StartJobsAsync(Math.Clamp(_calls / 200, 5, 50));

        var work = _members.Select(WorkAsync).ToArray();
        await UntilGivenAsync(0.2);
        await _members[0].KillAsync();
        await UntilGivenAsync(0.3);
        var (down1, all1) = await OutageAsync();
        await UntilGivenAsync(0.5);
        await _members[1].KillAsync();
        await UntilGivenAsync(0.6);
        var (down2, all2) = await OutageAsync();
        await Task.WhenAll(work);

        var kept = await ContinueAsync(talks);
        var fetched = await FetchAsync(tokens);
        delays.Sort();
        return new FleetReport
        {
            Limit = limit,
            Billed = _upstream.Billed / 1_000_000_000m,
            Rests = probes * (Members - 1),
            RestsSeen = delays.Count,
            RestsKnownIn = delays.Count == 0 ? double.NaN : delays[Math.Min(delays.Count - 1, delays.Count * 99 / 100)],
            Conversations = (kept, talks.Count),
            WithoutStore = (down1 + down2, all1 + all2),
            Jobs = (fetched, tokens.Count),
            Details = string.Create(
                CultureInfo.InvariantCulture,
                $"{_given} calls with the limit: {_answered} answered to those that live, {_refused} refused by the "
                + $"limit, {_unavailable} for want of the store, "
                + $"{_other} otherwise; the list of models was fetched {_upstream.Catalogs} times, {_upstream.Jobs} "
                    + $"jobs submitted"),
        };
    }

    /// <summary>Gives a member work until there is none, or it is killed.</summary>
    private async Task WorkAsync(MemberProcess member)
    {
        while (member.IsAlive && Interlocked.Add(ref _given, Share) <= _calls)
        {
            try
            {
                var counts = await member.AskAsync($"run {Share}", "ran");
                Interlocked.Add(ref _answered, int.Parse(counts[0], CultureInfo.InvariantCulture));
                Interlocked.Add(ref _refused, int.Parse(counts[1], CultureInfo.InvariantCulture));
                Interlocked.Add(ref _unavailable, int.Parse(counts[2], CultureInfo.InvariantCulture));
                Interlocked.Add(ref _other, int.Parse(counts[3], CultureInfo.InvariantCulture));
            }
            catch (Exception exception) when (exception is InvalidOperationException or IOException && !member.IsAlive)
            {
                return;
            }
        }
    }

    private async Task UntilGivenAsync(double part)
    {
        while (Volatile.Read(ref _given) < _calls * part)
        {
            await Task.Delay(5);
        }
    }

    /// <summary>Stops the server for two seconds; calls without a limit must be answered all the same.</summary>
    private async Task<(int Answered, int All)> OutageAsync()
    {
        await _redis.StopAsync();
        var began = Stopwatch.GetTimestamp();
        var (answered, all) = (0, 0);
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(2))
        {
            var number = _given + all;
            var answers = await Task.WhenAll(
                Alive.Select(member => member.AskAsync($"free {number}", $"free {number}")));
            all += answers.Length;
            answered += answers.Count(answer => answer[0] == "ok");
        }

        await _redis.StartAgainAsync();
        return (answered, all);
    }

    /// <summary>One process finds a route busy; when do the others know?</summary>
    private async Task<List<double>> RestsAsync(int probes)
    {
        var delays = new List<double>();
        for (var probe = -WarmUp; probe < probes; probe++)
        {
            var finder = _members[(probe + WarmUp) % Members];
            var others = _members.Where(member => member != finder).ToArray();
            await Task.WhenAll(others.Select(member => member.AskAsync($"watch {probe}", $"watching {probe}")));
            finder.Say($"busy {probe}");
            var seen = await Task.WhenAll(others.Select(member => member.HearAsync($"rests {probe}")));
            if (probe < 0)
            {
                // Each process compiles what it needs for it.
                continue;
            }

            delays.AddRange(seen.Select(words =>
                Stopwatch.GetElapsedTime(
                    _upstream.BusySince(probe), long.Parse(words[0], CultureInfo.InvariantCulture)).TotalMilliseconds));
        }

        return delays;
    }

    private async Task<List<(string Key, string Provider)>> TalkAsync(int count)
    {
        var talks = new List<(string Key, string Provider)>();
        for (var i = 0; i < count; i++)
        {
            // Not the provider that would be chosen otherwise.
            var heard = await _members[i % Members].AskAsync(
                $"talk talk-{i} {FleetUpstream.Second}", $"talked talk-{i}");
            talks.Add(($"talk-{i}", heard[0]));
        }

        return talks;
    }

    private async Task<int> ContinueAsync(List<(string Key, string Provider)> talks)
    {
        var kept = 0;
        for (var i = 0; i < talks.Count; i++)
        {
            var heard = await Alive[(i + 1) % Alive.Count].AskAsync($"talk {talks[i].Key} -", $"talked {talks[i].Key}");
            kept += heard[0] == talks[i].Provider ? 1 : 0;
        }

        return kept;
    }

    private async Task<List<string>> StartJobsAsync(int count)
    {
        var tokens = new List<string>();
        for (var i = 0; i < count; i++)
        {
            // By those that are killed.
            tokens.Add((await _members[i % 2].AskAsync($"start {i}", $"started {i}"))[0]);
        }

        return tokens;
    }

    private async Task<int> FetchAsync(List<string> tokens)
    {
        var fetched = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            fetched += (await Alive[i % Alive.Count].AskAsync($"fetch {i} {tokens[i]}", $"fetched {i}"))[0] == "ok"
                ? 1
                : 0;
        }

        return fetched;
    }
}
