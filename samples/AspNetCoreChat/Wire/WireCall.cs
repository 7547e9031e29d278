using System.Collections.Concurrent;

namespace AspNetCoreChat.Wire;

/// <summary>The exchanges of one request of the page; none when they are not kept.</summary>
internal sealed class WireCall
{
    private readonly ConcurrentQueue<WireExchange> _exchanges = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the call began: the times of its exchanges count from here.</summary>
    public long Started { get; } = TimeProvider.System.GetTimestamp();

    public IReadOnlyCollection<WireExchange> Exchanges => _exchanges;

    /// <summary>When the request of the page has ended, by its answer or because the browser left.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins to keep what the rest of a request of the page sends.</summary>
    /// <param name="context">The request of the page.</param>
    /// <param name="id">What the page will ask for it by; null when it will not.</param>
    public static WireCall Begin(HttpContext context, Guid? id)
    {
        var call = new WireCall();
        context.Items[typeof(WireCall)] = call;
        if (id is { } given && context.RequestServices.GetService<WireLog>() is { } log)
        {
            log.Add(given, call);
        }

        context.Response.OnCompleted(() =>
        {
            call._ended.TrySetResult();
            return Task.CompletedTask;
        });
        return call;
    }

    public static WireCall? Of(HttpContext? context) => context?.Items[typeof(WireCall)] as WireCall;

    public void Add(WireExchange exchange) => _exchanges.Enqueue(exchange);
}
