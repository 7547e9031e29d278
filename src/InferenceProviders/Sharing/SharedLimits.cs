using System.Collections.Concurrent;
using InferenceProviders.Spending;

namespace InferenceProviders.Sharing;

/// <summary>
/// The accounts of limits that a router shares, by their names. One that nobody uses any more has given back what it
/// had leased, and may be forgotten.
/// </summary>
internal sealed class SharedLimits : SpendSharing, IDisposable
{
    private const int PurgeAt = 4096;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly SharedState _state;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly ConcurrentDictionary<(string Name, SpendPeriod? Period), WeakReference<SharedSpendAccount>> _all =
        new();

    /// <summary>Those that have something to report or a lease to keep.</summary>
    private readonly ConcurrentDictionary<SharedSpendAccount, bool> _active = new();
    private int _accounts;

    public SharedLimits(SharedState state, TimeProvider clock)
    {
        _state = state;
        _clock = clock;
        _timer = clock.CreateTimer(static self => ((SharedLimits)self!).Look(), this, BetweenLooks, BetweenLooks);
        state.Connected += Remind;
    }

    public SharedState State => _state;

    public override void Share(SpendLimit limit, string? name)
    {
        if (limit.Account is SharedSpendAccount || (limit.Name ?? name) is not { } called)
        {
            return;
        }

        var earlier = limit.Account;
        earlier.Enter();
        var (spent, isInUse) = (earlier.Spent, earlier.Reserved > 0);
        earlier.Exit();
        if (isInUse)
        {
            // Calls of a router that does not share hold money there: they would give it back here.
            return;
        }

        var account = Find(called, limit);
        limit.Use(account);
        if (spent > 0)
        {
            account.Enter();
            account.Settle(0, spent, account.Hold(0));
            account.Exit();
        }
    }

    /// <summary>It has something to report, or a lease to keep.</summary>
    public void Activate(SharedSpendAccount account) => _active.TryAdd(account, true);

    /// <summary>Gives back what is leased and not spent.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _state.Connected -= Remind;
        if (_state.IsConnected)
        {
            // A process that ends in order leaves nothing that would count as spent. It does not wait long for that.
            Task.WaitAll([.. _active.Keys.Select(account => account.GiveBackAsync())], TimeSpan.FromSeconds(1));
        }
    }

    private SharedSpendAccount Find(string name, SpendLimit limit)
    {
        while (true)
        {
            if (_all.TryGetValue((name, limit.Period), out var known))
            {
                if (known.TryGetTarget(out var account))
                {
                    return account;
                }

                _all.TryRemove(new((name, limit.Period), known));
            }

            var made = new SharedSpendAccount(
                this, name, $"{_state.Holder}-{Interlocked.Increment(ref _accounts)}", limit.Period,
                limit.TimeProvider ?? _clock);
            if (_all.TryAdd((name, limit.Period), new(made)))
            {
                Purge();
                return made;
            }
        }
    }

    private void Look()
    {
        foreach (var (account, _) in _active)
        {
            if (account.IsAtRest)
            {
                _active.TryRemove(account, out _);

                // It may have been used in this very moment.
                if (!account.IsAtRest)
                {
                    Activate(account);
                }
            }
            else
            {
                account.Look();
            }
        }
    }

    /// <summary>
    /// The store is there, or is again. It may have lost what only one that is idle remembers, and grant it to others.
    /// </summary>
    private void Remind()
    {
        foreach (var (_, known) in _all)
        {
            if (known.TryGetTarget(out var account))
            {
                account.Remind();
            }
        }
    }

    private void Purge()
    {
        if (_all.Count % PurgeAt == 0)
        {
            foreach (var pair in _all)
            {
                if (!pair.Value.TryGetTarget(out _))
                {
                    _all.TryRemove(pair);
                }
            }
        }
    }
}
