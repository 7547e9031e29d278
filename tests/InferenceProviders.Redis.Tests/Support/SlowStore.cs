namespace InferenceProviders.Redis.Tests.Support;

/// <summary>A store whose words arrive a little later, in order, when the test delivers them.</summary>
internal sealed class SlowStore : ISharedStore, IDisposable
{
    private static readonly int MostMilliseconds = 20;

    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly InMemorySharedStore _store;
    private readonly IDisposable _subscription;
    private readonly List<Action<SharedEntry>> _subscribers = [];
    private readonly List<(DateTimeOffset At, Action<SharedEntry> To, SharedEntry Entry)> _underWay = [];

    public SlowStore(TimeProvider clock, Random random)
    {
        (_clock, _random) = (clock, random);
        _store = new InMemorySharedStore(clock);
        _subscription = _store.Subscribe(Spread, static _ => { });
    }

    public bool IsConnected => true;

    public void Deliver()
    {
        foreach (var word in _underWay.Where(word => word.At <= _clock.GetUtcNow()).ToArray())
        {
            _underWay.Remove(word);
            if (_subscribers.Contains(word.To))
            {
                word.To(word.Entry);
            }
        }
    }

    public ValueTask<SharedLease> LeaseAsync(SharedLeaseRequest request, CancellationToken cancellationToken) =>
        _store.LeaseAsync(request, cancellationToken);

    public ValueTask<bool> SetAsync(SharedEntry entry, bool announce, CancellationToken cancellationToken) =>
        _store.SetAsync(entry, announce, cancellationToken);

    public ValueTask<IReadOnlyList<SharedEntry>> GetAsync(string topic, CancellationToken cancellationToken) =>
        _store.GetAsync(topic, cancellationToken);

    public IDisposable Subscribe(Action<SharedEntry> changed, Action<bool> connection)
    {
        _subscribers.Add(changed);
        connection(true);
        return new Subscription(() => _subscribers.Remove(changed));
    }

    public void Dispose() => _subscription.Dispose();

    private void Spread(SharedEntry entry)
    {
        foreach (var subscriber in _subscribers)
        {
            var at = _clock.GetUtcNow() + TimeSpan.FromMilliseconds(_random.Next(MostMilliseconds));
            var last = _underWay.Where(word => word.To == subscriber).Select(word => word.At).DefaultIfEmpty(at).Max();
            _underWay.Add((at > last ? at : last, subscriber, entry));
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
