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
internal sealed class RateGate(Lock account, RateMeter[] meters)
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
    /// <param name="at">The moment at which it fits; the request may be sent then.</param>
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

            foreach (var meter in meters)
            {
                meter.Requests?.Take(at, 1);
                meter.Tokens?.Take(at, tokens);
            }

            return true;
        }
    }

    /// <summary>The request was not sent after all.</summary>
    public void GiveBack(long at, long tokens)
    {
        lock (account)
        {
            foreach (var meter in meters)
            {
                meter.Requests?.Correct(at, 1, 0);
                meter.Tokens?.Correct(at, tokens, 0);
            }
        }
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
    }

    /// <summary>What is left of a limit at a moment.</summary>
    public long LeftAt(RateWindow window, long now)
    {
        lock (account)
        {
            return window.LeftAt(now);
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
