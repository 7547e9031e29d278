using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// The routes that are open to a call whose first attempt has failed: those that were not tried, and those that may be
/// asked again after a pause.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="planned">The routes of its plan.</param>
/// <param name="failed">The one that failed.</param>
internal sealed class OpenRoutes(Call call, IEnumerable<Route> planned, Route failed)
{
    private readonly List<Route> _left = [.. OtherKeys(failed), .. planned.Where(route => !Is(route, failed))];
    private readonly List<TriedRoute> _tried = [];
    private readonly List<Route> _resting = [];

    /// <summary>More routes of the same model.</summary>
    public void Add(IEnumerable<Route> routes) => _left.AddRange(routes);

    /// <summary>
    /// The routes of the next model. Of the one that is left, what rests may be asked after a pause, when all others
    /// have failed.
    /// </summary>
    public void MoveOn(IEnumerable<Route> routes)
    {
        _resting.AddRange(_left);
        _left.Clear();
        _left.AddRange(routes);
    }

    /// <summary>Remembers a route that may be asked again after a pause; forgets one that may not.</summary>
    public void Note(Route route, AttemptDecision decision, InferenceException failure)
    {
        var known = _tried.Find(tried => ReferenceEquals(tried.Route, route));
        if (decision != AttemptDecision.NextRouteOrWait)
        {
            _ = known is not null && _tried.Remove(known);
            return;
        }

        if (known is null)
        {
            _tried.Add(known = new TriedRoute(route));
        }

        known.Note(failure, call.Deadline.Remaining, call.Clock.GetTimestamp());
    }

    /// <summary>The first one that was not tried which mends a failure, and can be tried at once.</summary>
    public Route? Find(Func<Route, bool> mends)
    {
        var now = call.Clock.GetTimestamp();
        return _left.Find(route => mends(route) && AttemptGate.FreeFrom(route, call, now) <= now);
    }

    /// <summary>
    /// A route is taken: of several keys the one whose turn it is. The others are left for after it.
    /// </summary>
    /// <returns>The route with that key.</returns>
    public Route Take(Route next)
    {
        if (next.Keys?.Pick(
                call.Routing.SessionAffinityKey, call.Clock.GetTimestamp(), AttemptGate.TokensOf(call)) is { } turn)
        {
            if (next.NeedsKey)
            {
                _left.InsertRange(0, turn.Keys!.Routes);
                _left.Remove(next);
            }

            next = _left.Contains(turn) ? turn : next;
        }

        _ = _left.Remove(next) || _resting.Remove(next);
        return next;
    }

    /// <summary>
    /// When every route needs a pause: the one whose pause is over first, whatever ended the last attempt; null when
    /// none is over before the deadline.
    /// </summary>
    /// <param name="remedy">What may follow the last failure.</param>
    /// <param name="mayBeQuick">Whether it may be a pause that nobody asked for.</param>
    public (Route? Route, Pause Pause) ShortestPause(Remedy remedy, bool mayBeQuick)
    {
        (Route? Route, Pause Pause) best = default;
        var now = call.Clock.GetTimestamp();
        foreach (var tried in _tried)
        {
            // The route that has just failed can mend itself.
            if (ReferenceEquals(tried.Route, remedy.Failed) || remedy.Mends(tried.Route, call))
            {
                Consider(tried.Route, tried.PauseAt(now, call.Clock));
            }
        }

        foreach (var route in _left.Concat(_resting))
        {
            // One that is busy with other calls is waited for as long as they take.
            var from = AttemptGate.FreeFrom(route, call, now);
            if (from > now && (route.Health?.RefusedUntil ?? 0) <= now && remedy.Mends(route, call))
            {
                var wait = from == long.MaxValue ? TimeSpan.Zero : call.Clock.GetElapsedTime(now, from);
                Consider(route, new(wait, IsAsked: true, IsRateLimit: false));
            }
        }

        return best;

        void Consider(Route route, Pause pause)
        {
            if (pause.Time < call.Deadline.Remaining && (pause.IsAsked || mayBeQuick)
                && (best.Route is null || pause.Time < best.Pause.Time))
            {
                best = (route, pause);
            }
        }
    }

    /// <summary>Whether a route of a plan is the one that was taken, with whatever key.</summary>
    private static bool Is(Route route, Route taken) =>
        ReferenceEquals(route, taken) || (taken.Keys is not null && ReferenceEquals(route.Keys, taken.Keys));

    private static IEnumerable<Route> OtherKeys(Route route) =>
        route.Keys?.Routes.Where(other => !ReferenceEquals(other, route)) ?? [];
}
