namespace InferenceProviders.Routing.Attempts;

/// <summary>How long a route is to be left alone.</summary>
/// <param name="Time">The time from now.</param>
/// <param name="IsAsked">
/// Whether the provider asked for it, of this call or of another; otherwise it is the call's own backoff.
/// </param>
/// <param name="IsRateLimit">Whether a limit of the rate is why.</param>
internal readonly record struct Pause(TimeSpan Time, bool IsAsked, bool IsRateLimit)
{
    private static readonly TimeSpan WidestSpread = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time with a part by chance, so that callers who were refused together do not come back together: a pause
    /// that was asked for is exceeded by up to a quarter, never cut short; a backoff is shortened by up to a half.
    /// </summary>
    /// <param name="chance">0 to 1.</param>
    /// <param name="remaining">What is left for the call; at most half of what the pause leaves of it is added.</param>
    public TimeSpan Spread(double chance, TimeSpan remaining)
    {
        if (!IsAsked)
        {
            return Time * (1 - (chance / 2));
        }

        var spread = Time / 4;
        spread = spread < WidestSpread ? spread : WidestSpread;
        var room = (remaining - Time) / 2;
        return Time + ((spread < room ? spread : room) * chance);
    }
}
