namespace InferenceProviders.Routing.Policies;

/// <summary>
/// What one decision goes by besides the request: the candidates by their places in the table, the rules, and how each
/// candidate is doing, which is found out once.
/// </summary>
internal readonly ref struct Decision
{
    private readonly RouteCandidate[] _candidates;
    private readonly RuledCandidates _ruled;
    private readonly Span<Standing> _standings;

    /// <param name="candidates">The table's candidates.</param>
    /// <param name="ruled">What the rules make of them.</param>
    /// <param name="chosen">The places of those who may and can be asked.</param>
    /// <param name="standings">Room for the standings of all.</param>
    /// <param name="now">The clock's timestamp.</param>
    public Decision(
        RouteCandidate[] candidates, RuledCandidates ruled, ReadOnlySpan<byte> chosen, Span<Standing> standings,
        long now)
    {
        _candidates = candidates;
        _ruled = ruled;
        _standings = standings;
        Now = now;
        foreach (var place in chosen)
        {
            standings[place] = Find(candidates[place], ruled.Rules, now);
        }
    }

    public RouteCandidate this[byte place] => _candidates[place];

    public RoutingRules Rules => _ruled.Rules;

    /// <summary>The clock's timestamp.</summary>
    public long Now { get; }

    /// <summary>The place of a candidate; null when it is not of this table.</summary>
    public byte? PlaceOf(RouteCandidate? candidate) =>
        Array.IndexOf(_candidates, candidate) is >= 0 and var place ? (byte)place : null;

    public Standing StandingOf(byte place) => _standings[place];

    /// <summary>
    /// Whether it is one of those that are used in their turn, rather than when there is nothing else.
    /// </summary>
    public bool IsWell(byte place) => StandingOf(place) == Standing.Well && !IsSpare(place);

    /// <summary>Whether it is the Hugging Face route of a provider that has one with the user's own key.</summary>
    public bool IsSpare(byte place) => _candidates[place].IsSecondAccount && Rules.AuthMode is null;

    /// <inheritdoc cref="RuledCandidates.WeightOf"/>
    public double WeightOf(byte place) => _ruled.WeightOf(place);

    /// <inheritdoc cref="RuledCandidates.RankOf"/>
    public int RankOf(byte place) => _ruled.RankOf(place);

    /// <summary>
    /// Whether it is known to be slower than the rules want. What is not known counts as quick enough: else nothing
    /// would ever be known.
    /// </summary>
    public static bool IsSlow(RouteCandidate candidate, RoutingRules rules, long now) =>
        (rules.MinThroughput is { } least && candidate.TokensPerSecondAt(now) < least)
        || (rules.MaxFirstToken is { } most && candidate.SecondsToFirstTokenAt(now) > most);

    private static Standing Find(RouteCandidate candidate, RoutingRules rules, long now) =>
        candidate.Health.StateAt(now) switch
        {
            RouteState.Resting => Standing.Resting,
            RouteState.Broken => Standing.Broken,
            _ when IsSlow(candidate, rules, now) => Standing.Slow,
            RouteState.Healthy => Standing.Well,
            RouteState.Probing => Standing.Probing,
            _ => Standing.Suspect,
        };
}
