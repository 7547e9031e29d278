namespace InferenceProviders.Spending;

/// <summary>
/// The limits that one attempt counts against, with the levels above them: each once, in the order of their gates.
/// </summary>
internal readonly struct SpendLevels
{
    private readonly List<SpendLimit> _limits = new(4);

    public SpendLevels()
    {
    }

    public int Count => _limits.Count;

    /// <summary>One that lets nothing through whose price is not known; null when none is so strict.</summary>
    public SpendLimit? FirstWithoutUnpriced => _limits.Find(static limit => !limit.AllowUnpriced);

    /// <summary>Adds a limit and the levels above it.</summary>
    /// <param name="limit">The limit; null for none.</param>
    /// <param name="clock">The router's clock.</param>
    /// <param name="sharing">Shares it with other processes; null where nothing is shared.</param>
    /// <param name="name">What it is called among processes where it has no name.</param>
    public void Add(SpendLimit? limit, TimeProvider clock, SpendSharing? sharing = null, string? name = null)
    {
        for (; limit is not null; limit = limit.Parent)
        {
            sharing?.Share(limit, name);
            name = null;
            limit.Account.UseClock(clock);
            var number = limit.Account.Number;
            var place = _limits.Count;
            while (place > 0 && _limits[place - 1].Account.Number > number)
            {
                place--;
            }

            if (place == 0 || _limits[place - 1].Account.Number != number)
            {
                _limits.Insert(place, limit);
            }
        }
    }

    /// <summary>The first of which too little is left for an amount, by what is known of it; null for none.</summary>
    public SpendLimit? FirstShortOf(long nanos) =>
        _limits.Find(limit => limit.Read() is var (spent, reserved, _) && nanos > limit.Nanos - spent - reserved);

    /// <summary>Holds an amount on all of them, or on none.</summary>
    /// <param name="nanos">The amount.</param>
    /// <param name="isFree">Whether it is known to cost nothing: then it passes a limit that is overdrawn, too.</param>
    /// <param name="held">What was held.</param>
    /// <returns>The first limit that has too little left; null when all have enough.</returns>
    public SpendLimit? TryHold(long nanos, bool isFree, out SpendHold[]? held)
    {
        held = null;
        var entered = 0;
        try
        {
            foreach (var limit in _limits)
            {
                limit.Account.Enter();
                entered++;
            }

            if (!isFree)
            {
                foreach (var limit in _limits)
                {
                    if (nanos > limit.Account.Left(limit.Nanos))
                    {
                        return limit;
                    }
                }
            }

            held = new SpendHold[_limits.Count];
            for (var i = 0; i < held.Length; i++)
            {
                held[i] = new(_limits[i], _limits[i].Account.Hold(nanos));
                _limits[i].Keeper?.Keep(_limits[i]);
            }

            return null;
        }
        finally
        {
            while (entered > 0)
            {
                _limits[--entered].Account.Exit();
            }
        }
    }
}
