using System.Threading.RateLimiting;

namespace InferenceProviders.Routing.RateLimits;

/// <summary>
/// What a request has to pass before it is sent: the limits of its account, and those of its model there. Shared by all
/// requests that fall under them. Thread-safe.
/// </summary>
/// <param name="account">
/// One lock for all limits of an account, so that a request takes of all of them or of none.
/// </param>
/// <param name="meters">The limits.</param>
/// <param name="sharing">Tells other processes, and hears from them; null where nothing is shared.</param>
internal sealed class RateGate(Lock account, RateMeter[] meters, RateSharing? sharing = null)
{
    /// <summary>The limits.</summary>
    public IReadOnlyList<RateMeter> Meters => meters;

    /// <summary>
    /// The timestamp from which on a request of so many tokens may be sent; <see cref="long.MaxValue"/> while that
    /// depends on other calls' ends.
    /// </summary>
    public long FreeFrom(long now, long tokens)
    {
        foreach (var meter in meters)
        {
            if (IsFull(meter.Calls) || IsFull(meter.Own))
            {
                return long.MaxValue;
            }
        }

        lock (account)
        {
            return FreeAt(now, tokens);
        }
    }

    /// <summary>Takes a request's share at the first moment at which it fits, if that is not too late.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="tokens">What the request may take.</param>
    /// <param name="latest">The last timestamp that will do.</param>
    /// <param name="at">
    /// The moment at which it fits. The request may be sent then; when it is not now, if it still holds
    /// (<see cref="Keeps"/>).
    /// </param>
    /// <returns>False when it is too late, and nothing was taken.</returns>
    public bool TryTake(long now, long tokens, long latest, out long at)
    {
        lock (account)
        {
            at = FreeAt(now, tokens);
            if (at > latest)
            {
                return false;
            }

            if (at == now && sharing is { Members: > 1 } && IsMoreThanPart(now, tokens)
                && FreeAt(now + sharing.Listening, tokens) is var later && later <= latest)
            {
                at = later;
            }

            var isPromise = sharing is not null && at > now;
            foreach (var meter in meters)
            {
                meter.Requests?.Take(at, 1, isPromise);
                meter.Tokens?.Take(at, tokens, isPromise);
            }
        }

        Tell();
        return true;
    }

    /// <summary>
    /// Whether a moment that was promised still holds when it has come: other processes may have been promised the
    /// same before they heard of it. Where it does not, nothing is taken any more.
    /// </summary>
    /// <param name="at">The moment that was promised; then the one at which it counts.</param>
    /// <param name="tokens">What was taken.</param>
    /// <param name="now">The clock's timestamp.</param>
    public bool Keeps(ref long at, long tokens, long now)
    {
        if (sharing is null)
        {
            return true;
        }

        bool keeps;
        lock (account)
        {
            var promised = at;
            keeps = meters.All(meter => meter.Requests?.Keeps(promised, sharing.Holder) is not false
                && meter.Tokens?.Keeps(promised, sharing.Holder) is not false);
            foreach (var meter in meters)
            {
                meter.Requests?.Correct(promised, 1, 0, isPromise: true);
                meter.Tokens?.Correct(promised, tokens, 0, isPromise: true);
                if (keeps)
                {
                    meter.Requests?.Take(now, 1);
                    meter.Tokens?.Take(now, tokens);
                }
            }

            at = now;
        }

        Tell();
        return keeps;
    }

    /// <summary>The request was not sent after all.</summary>
    /// <param name="at">The moment that was taken.</param>
    /// <param name="tokens">What was taken.</param>
    /// <param name="isPromise">Whether that moment was waited for.</param>
    public void GiveBack(long at, long tokens, bool isPromise = false)
    {
        isPromise &= sharing is not null;
        lock (account)
        {
            foreach (var meter in meters)
            {
                meter.Requests?.Correct(at, 1, 0, isPromise);
                meter.Tokens?.Correct(at, tokens, 0, isPromise);
            }
        }

        Tell();
    }

    /// <summary>The tokens that the provider counted take the place of those that were estimated.</summary>
    public void Settle(long at, long estimated, long counted)
    {
        lock (account)
        {
            foreach (var meter in meters)
            {
                meter.Tokens?.Correct(at, estimated, counted);
            }
        }

        Tell();
    }

    /// <summary>What is left of a limit at a moment.</summary>
    public long LeftAt(RateWindow window, long now)
    {
        lock (account)
        {
            return window.LeftAt(now);
        }
    }

    private void Tell()
    {
        if (sharing is not null)
        {
            foreach (var meter in meters)
            {
                sharing.Note(meter.Requests);
                sharing.Note(meter.Tokens);
            }
        }
    }

    /// <summary>
    /// Whether a request would take more than what this process may take before the others have heard of it: each of
    /// them leaves to the others their parts of what is left.
    /// </summary>
    private bool IsMoreThanPart(long now, long tokens)
    {
        foreach (var meter in meters)
        {
            if (IsMore(meter.Requests, 1) || IsMore(meter.Tokens, tokens))
            {
                return true;
            }
        }

        return false;

        bool IsMore(RateWindow? window, long amount)
        {
            if (window?.Shared is not { } shared)
            {
                return false;
            }

            var own = sharing!.Unheard(shared, now);
            return own + Math.Min(amount, window.Limit) > (window.LeftAt(now) + own) / sharing.Members;
        }
    }

    private static bool IsFull(RateLimiter? limiter) => limiter?.GetStatistics() is { CurrentAvailablePermits: <= 0 };

    private long FreeAt(long now, long tokens)
    {
        foreach (var meter in meters)
        {
            meter.Requests?.Trim(now);
            meter.Tokens?.Trim(now);
        }

        var at = now;
        while (true)
        {
            var before = at;
            foreach (var meter in meters)
            {
                at = meter.Requests?.FreeAt(at, 1) ?? at;
                at = meter.Tokens?.FreeAt(at, tokens) ?? at;
            }

            if (at == before)
            {
                return at;
            }
        }
    }
}
