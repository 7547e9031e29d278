using System.Collections.Concurrent;

namespace AspNetCoreChat.Wire;

/// <summary>
/// What was sent to providers and came back, for people who look into it: the newest exchanges, in this process's
/// memory alone. Prompts and answers are in it, so that it is for development: see
/// <see cref="PlaygroundOptions.KeepsWire"/>.
/// </summary>
internal sealed class WireLog
{
    private const int Most = 100;

    private readonly Newest<WireExchange> _exchanges = new();
    private readonly Newest<WireCall> _calls = new();

    /// <summary>Null when it is no longer kept.</summary>
    public WireExchange? Find(Guid id) => _exchanges.Find(id);

    /// <summary>Null when it is no longer kept.</summary>
    public WireCall? FindCall(Guid id) => _calls.Find(id);

    public void Add(WireExchange exchange) => _exchanges.Add(exchange.Id, exchange);

    public void Add(Guid id, WireCall call) => _calls.Add(id, call);

    private sealed class Newest<T>
        where T : class
    {
        private readonly ConcurrentDictionary<Guid, T> _items = new();
        private readonly ConcurrentQueue<Guid> _order = new();

        public T? Find(Guid id) => _items.GetValueOrDefault(id);

        public void Add(Guid id, T item)
        {
            _items[id] = item;
            _order.Enqueue(id);
            while (_order.Count > Most && _order.TryDequeue(out var oldest))
            {
                _items.TryRemove(oldest, out _);
            }
        }
    }
}
