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

    private readonly ConcurrentDictionary<Guid, WireExchange> _exchanges = new();
    private readonly ConcurrentQueue<Guid> _order = new();

    /// <summary>Null when it is no longer kept.</summary>
    public WireExchange? Find(Guid id) => _exchanges.GetValueOrDefault(id);

    public void Add(WireExchange exchange)
    {
        _exchanges[exchange.Id] = exchange;
        _order.Enqueue(exchange.Id);
        while (_order.Count > Most && _order.TryDequeue(out var oldest))
        {
            _exchanges.TryRemove(oldest, out _);
        }
    }
}

/// <summary>The exchanges of one request of the page; none when they are not kept.</summary>
internal sealed class WireCall
{
    private readonly ConcurrentQueue<WireExchange> _exchanges = new();

    /// <summary>When the call began: the times of its exchanges count from here.</summary>
    public long Started { get; } = TimeProvider.System.GetTimestamp();

    public IReadOnlyCollection<WireExchange> Exchanges => _exchanges;

    /// <summary>Begins to keep what the rest of a request of the page sends.</summary>
    public static WireCall Begin(HttpContext context)
    {
        var call = new WireCall();
        context.Items[typeof(WireCall)] = call;
        return call;
    }

    public static WireCall? Of(HttpContext? context) => context?.Items[typeof(WireCall)] as WireCall;

    public void Add(WireExchange exchange) => _exchanges.Enqueue(exchange);
}
