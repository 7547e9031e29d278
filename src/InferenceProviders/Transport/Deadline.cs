namespace InferenceProviders.Transport;

/// <summary>
/// The time that an operation has, and its caller's own wish to end it. Its token ends with the caller's, and when the
/// time is over.
/// </summary>
internal sealed class Deadline : CancellationTokenSource
{
    private readonly TimeSpan _limit;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenRegistration _registration;

    /// <param name="limit">How long the operation may take; infinite for no limit.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="caller">The caller's token.</param>
    public Deadline(TimeSpan limit, TimeProvider clock, CancellationToken caller)
        : base(limit, clock)
    {
        _limit = limit;
        _clock = clock;
        _caller = caller;
        _started = clock.GetTimestamp();
        _registration = caller.UnsafeRegister(static state => ((Deadline)state!).Cancel(), this);
    }

    /// <summary>Whether the caller has canceled.</summary>
    public bool IsCancelled => _caller.IsCancellationRequested;

    /// <summary>How long the operation has taken until now.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_started);

    /// <summary>What is left of the time.</summary>
    public TimeSpan Remaining => _limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _limit - Elapsed;

    /// <summary>The caller's own cancellation.</summary>
    public OperationCanceledException Cancelled(Exception exception) => new(exception.Message, exception, _caller);

    /// <summary>
    /// What a canceled operation means: the caller's own cancellation, the end of the time, or, when neither has
    /// happened,
    /// <paramref name="otherwise"/>.
    /// </summary>
    /// <param name="exception">The cancellation.</param>
    /// <param name="provider">Who was asked; null for the Hub.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="otherwise">What else may have ended the operation; null for the HTTP client's own limits.</param>
    /// <param name="speaker">What the provider is called in sentences, when that is not its name.</param>
    public Exception Translate(
        OperationCanceledException exception, string? provider, string model, string? otherwise = null,
        string? speaker = null)
    {
        if (IsCancelled)
        {
            return Cancelled(exception);
        }

        var what = IsCancellationRequested ? $"the call did not end within {_limit.TotalSeconds:0.###} s"
            : exception.InnerException is TimeoutException timeout ? FormatMessage(exception, timeout)
            : otherwise ?? "the HTTP client gave up";
        return new InferenceException(
            InferenceErrorKind.Timeout, $"{speaker ?? provider ?? "The Hub"}: {what}.", exception)
        {
            Provider = provider,
            Model = model,
        };
    }

    protected override void Dispose(bool disposing)
    {
        _registration.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// The framework's own time limits: that of connecting says in the inner exception what it is,
    /// <c>HttpClient.Timeout</c> in the outer one.
    /// </summary>
    private static string FormatMessage(OperationCanceledException outer, TimeoutException inner) =>
        (inner.Message == inner.InnerException?.Message ? outer.Message : inner.Message).TrimEnd('.');
}
