using System.Diagnostics;

namespace InferenceProviders.Routing.Calls;

/// <summary>What has happened in a call so far. Attempts that run at the same time share it.</summary>
internal sealed class CallLog
{
    private readonly AttemptList _attempts = new();

    /// <summary>What was tried, in the order in which it ended.</summary>
    public IReadOnlyList<RouteAttempt> Attempts => _attempts;

    /// <summary>The call's span, while somebody listens.</summary>
    public Activity? Span { get; set; }

    /// <summary>
    /// Whether something was started that must not be started again, here or elsewhere: a job that was queued runs and
    /// is billed.
    /// </summary>
    public bool IsCommitted { get; private set; }

    /// <summary>Whether the call's end was reported: an answer, or a failure.</summary>
    public bool HasEnded { get; private set; }

    public void Record(RouteAttempt attempt)
    {
        // Attempts that run at the same time end at the same time.
        lock (_attempts)
        {
            _attempts.Add(attempt);
        }
    }

    /// <summary>Says something else of an attempt than it said before.</summary>
    public void Replace(RouteAttempt? logged, RouteAttempt attempt)
    {
        lock (_attempts)
        {
            _attempts.Replace(logged, attempt);
        }
    }

    /// <summary>From here on no failure leads to another attempt.</summary>
    public void Commit() => IsCommitted = true;

    public void End() => HasEnded = true;
}
