using InferenceProviders.Routing.Health;

namespace InferenceProviders.Routing.Attempts;

/// <summary>A route that has failed in a way that may pass, and when a call may ask it again.</summary>
internal sealed class TriedRoute(Route route)
{
    /// <summary>In seconds.</summary>
    private const int LongestLoadingPause = 60;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(8);

    /// <summary>What a shorter pause that is asked for may grow to.</summary>
    private static readonly TimeSpan LeastGrowth = TimeSpan.FromSeconds(1);

    private int _failures;
    private long _failedAt;
    private TimeSpan? _asked;
    private bool _isLoading;
    private bool _isRateLimited;

    public Route Route { get; } = route;

    /// <summary>Notes another failure.</summary>
    /// <param name="failure">What the provider said.</param>
    /// <param name="remaining">What is left for the call.</param>
    /// <param name="now">The clock's timestamp.</param>
    public void Note(InferenceException failure, TimeSpan remaining, long now)
    {
        _failures++;
        _failedAt = now;
        _isLoading = failure.IsLoading;
        _isRateLimited = failure.Kind == InferenceErrorKind.RateLimited;

        // A pause that the provider asks for is kept in full. The time in which a cold model loads is a guess: at most
        // half of what is left for the call is spent on it, so that the other half is left for the answer.
        // Where the server only says that it loads (llama.cpp), it is asked now and then until it has.
        var pause = failure.RetryAfter ?? (_isLoading ? LoadingPause(_failures) : null);
        _asked = pause is not { } asked || asked <= TimeSpan.Zero ? null
            : _isLoading && remaining / 2 is var half && half < asked ? half
            : asked;
    }

    /// <summary>How long it is to be left alone from now on.</summary>
    public Pause PauseAt(long now, TimeProvider clock)
    {
        var since = clock.GetElapsedTime(_failedAt, now);
        var backoff = Left(Backoff(_failures));
        var rest = !_isLoading && Route.Health is { RestUntil: var until } && until > now
            ? clock.GetElapsedTime(now, until)
            : TimeSpan.Zero;
        if (_asked is { } asked)
        {
            // One that is asked for again and again grows a little, but not so far that it no longer fits where what
            // was asked for does.
            var grown = Left(Min(Backoff(_failures), Max(asked * 2, LeastGrowth)));
            return new(Max(Max(Left(asked), grown), rest), IsAsked: true, _isRateLimited);
        }

        // A rate limit that names no pause is often over at once: the first time a moment is enough, unless others were
        // told to wait for longer.
        return rest > backoff && (_failures > 1 || rest > RestRules.DefaultRest)
            ? new(rest, IsAsked: true, _isRateLimited)
            : new(backoff, IsAsked: false, IsRateLimit: false);

        TimeSpan Left(TimeSpan pause) => pause > since ? pause - since : TimeSpan.Zero;
    }

    private static TimeSpan Backoff(int failures)
    {
        var time = FirstBackoff * Math.Pow(2, Math.Min(failures, 10) - 1);
        return time < LongestBackoff ? time : LongestBackoff;
    }

    private static TimeSpan LoadingPause(int failures) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures - 1), LongestLoadingPause));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
