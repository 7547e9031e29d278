using InferenceProviders.Sharing;
using InferenceProviders.Spending;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceProviders.Redis.Tests.Support;

/// <summary>What a router does about the money of its calls, without the calls.</summary>
internal sealed class SpendProcess : IDisposable
{
    public const long Dollar = 1_000_000_000;

    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    private readonly SharingOptions _options;
    private readonly SharedState _state;
    private readonly SharedLimits _sharing;

    public SpendProcess(
        ISharedStore store, DateTimeOffset now, Dictionary<string, long> limits, SpendPeriod? period,
        Action<SpendProcess, SpendAlert> alert)
    {
        Clock = new FakeTimeProvider(now);
        Store = new FaultyStore(store);
        _options = new SharingOptions
        {
            Store = Store, LeaseTime = LeaseTime, LeaseAhead = TimeSpan.FromSeconds(3), MaxWait = LongWait,
        };
        _state = new SharedState(_options, NullLoggerFactory.Instance);
        _sharing = new SharedLimits(_state, Clock);
        _state.Start();
        Limits["app"] = new SpendLimit(limits["app"] / (decimal)Dollar)
        {
            Name = "app", Period = period, AlertAt = [0.5, 0.9, 1],
        };
        foreach (var name in (string[])["ann", "bob"])
        {
            Limits[name] = new SpendLimit(limits[name] / (decimal)Dollar)
            {
                Name = name, Period = period, Parent = Limits["app"], AlertAt = [0.5, 0.9, 1],
            };
        }
    }

    private static TimeSpan LongWait => TimeSpan.FromSeconds(20);

    public FakeTimeProvider Clock { get; }

    public FaultyStore Store { get; }

    public Dictionary<string, SpendLimit> Limits { get; } = [];

    public List<SpendCall> Calls { get; } = [];

    public HashSet<(string Limit, double Share, DateTimeOffset? Ends)> Alerts { get; } = [];

    public bool IsBusy { get; set; }

    public bool Hangs { get; set; }

    /// <summary>As the first call does.</summary>
    public void Share()
    {
        foreach (var limit in Limits.Values)
        {
            new SpendLevels().Add(limit, Clock, _sharing);
        }
    }

    public SpendHold[]? TryHold(SpendLimit limit, long nanos)
    {
        var levels = new SpendLevels();
        levels.Add(limit, Clock, _sharing);
        SpendHold[]? holds;
        while (levels.TryHold(nanos, isFree: false, out holds) is { } tooSmall)
        {
            if (!tooSmall.Account.ObtainAsync(tooSmall, nanos, CancellationToken.None)
                .AsTask().GetAwaiter().GetResult())
            {
                return null;
            }
        }

        return holds;
    }

    /// <summary>Until nothing goes on in other threads.</summary>
    public void Settle()
    {
        if (!SpinWait.SpinUntil(
            () => Limits.Values.Count(limit => limit.Account is SharedSpendAccount { IsAsking: true })
                == Store.Held,
            TimeSpan.FromSeconds(20)))
        {
            throw new TimeoutException("It asks for ever.");
        }
    }

    public void Hold() => (Store.HoldsAnswers, _options.MaxWait) = (true, TimeSpan.FromMilliseconds(1));

    public void Release()
    {
        Store.Release();
        Settle();
        _options.MaxWait = LongWait;
    }

    public void Dispose()
    {
        _sharing.Dispose();
        _state.Dispose();
    }

    public void Kill()
    {
        Store.Release();
        Store.Connect(false);
        Settle();
        Dispose();
    }
}
