using InferenceProviders.Sharing;

namespace InferenceProviders;

/// <summary>
/// A store in the memory of one process: several routers that use it share limits, cooldowns and conversations.
/// </summary>
public sealed class InMemorySharedStore : ISharedStore
{
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LeaseAccount> _accounts = [];
    private readonly Dictionary<(string Topic, string Key), (string Value, DateTimeOffset Until)> _entries = [];
    private readonly List<Subscription> _subscriptions = [];
    private int _sweepAt = 1024;

    /// <summary>Creates a store that has nothing in it.</summary>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public InMemorySharedStore(TimeProvider? timeProvider = null) => _clock = timeProvider ?? TimeProvider.System;

    /// <summary>Always <see langword="true"/>.</summary>
    public bool IsConnected => true;

    /// <inheritdoc/>
    public ValueTask<SharedLease> LeaseAsync(SharedLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            Sweep(now);
            if (!_accounts.TryGetValue(request.Account, out var account) || account.Until <= now)
            {
                _accounts[request.Account] = account = new LeaseAccount(Guid.NewGuid().ToString("N"));
            }

            return new(account.Change(request, now));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SetAsync(SharedEntry entry, bool announce, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Subscription[] told;
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            var until = now + entry.ExpiresIn;
            Sweep(now);
            if (_entries.TryGetValue((entry.Topic, entry.Key), out var kept) && kept.Until >= until)
            {
                return new(false);
            }

            _entries[(entry.Topic, entry.Key)] = (entry.Value, until);
            told = announce ? [.. _subscriptions] : [];
        }

        foreach (var subscription in told)
        {
            subscription.Changed(entry);
        }

        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SharedEntry>> GetAsync(string topic, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            return new([.. _entries
                .Where(pair => pair.Key.Topic == topic && pair.Value.Until > now)
                .Select(pair =>
                    new SharedEntry(topic, pair.Key.Key, pair.Value.Value, pair.Value.Until - now))]);
        }
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<SharedEntry> changed, Action<bool> connection)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(connection);
        var subscription = new Subscription(this, changed);
        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        connection(true);
        return subscription;
    }

    private void Sweep(DateTimeOffset now)
    {
        if (_entries.Count + _accounts.Count < _sweepAt)
        {
            return;
        }

        foreach (var key in _entries.Where(pair => pair.Value.Until <= now).Select(pair => pair.Key).ToArray())
        {
            _entries.Remove(key);
        }

        foreach (var key in _accounts.Where(pair => pair.Value.Until <= now).Select(pair => pair.Key).ToArray())
        {
            _accounts.Remove(key);
        }

        _sweepAt = Math.Max(1024, (_entries.Count + _accounts.Count) * 2);
    }

    private sealed class Subscription(InMemorySharedStore store, Action<SharedEntry> changed) : IDisposable
    {
        public Action<SharedEntry> Changed { get; } = changed;

        public void Dispose()
        {
            lock (store._gate)
            {
                store._subscriptions.Remove(this);
            }
        }
    }
}
