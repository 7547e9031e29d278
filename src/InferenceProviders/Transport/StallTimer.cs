namespace InferenceProviders.Transport;

/// <summary>
/// Cancels an operation that makes no progress. It is armed while we wait for the other side and disarmed while the consumer works, so that a
/// slow consumer is not mistaken for a stalled provider.
/// </summary>
internal sealed class StallTimer : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    public StallTimer(TimeSpan limit, TimeProvider clock, CancellationToken outer)
    {
        _source = new CancellationTokenSource(limit, clock);
        _registration = outer.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    public void Arm(TimeSpan limit) => _source.CancelAfter(limit);

    public void Disarm() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
