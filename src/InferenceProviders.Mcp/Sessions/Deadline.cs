namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// A time limit together with the caller's own cancellation, kept apart so that it can be told which of them it was.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;

    public Deadline(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        Timeout = timeout;
        _timer = new CancellationTokenSource(timeout, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    public TimeSpan Timeout { get; private set; }

    public CancellationToken Token => _linked.Token;

    public bool HasPassed => _timer.IsCancellationRequested;

    /// <summary>Begins anew, with another limit.</summary>
    public void Restart(TimeSpan timeout)
    {
        Timeout = timeout;
        _timer.CancelAfter(timeout);
    }

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
