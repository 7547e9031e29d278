namespace InferenceProviders.Routing.Policies;

/// <summary>
/// What rules make of the candidates of a table, whatever a call needs and whenever it is made: who is allowed, by what
/// weight and rank, and who ignores which parameter. Immutable.
/// </summary>
internal sealed class RuledCandidates
{
    private readonly double[] _weights;
    private readonly int[] _ranks;
    private readonly List<(string Field, ulong Candidates)> _ignored = [];

    public RuledCandidates(RoutingRules rules, RouteCandidate[] candidates)
    {
        Rules = rules;
        _weights = new double[candidates.Length];
        _ranks = new int[candidates.Length];
        for (var place = 0; place < candidates.Length; place++)
        {
            var candidate = candidates[place];
            _weights[place] = rules.WeightOf(candidate.Provider);
            _ranks[place] = Array.IndexOf(rules.Preferred, candidate.Provider) is >= 0 and var rank
                ? rank : rules.Preferred.Length;
            if (CandidateFilter.CheckRules(candidate, rules) == Exclusion.None)
            {
                Allowed |= 1UL << place;
                AddIgnored(candidate, place);
            }
        }
    }

    public RoutingRules Rules { get; }

    /// <summary>A bit for each candidate that may be asked, at its place.</summary>
    public ulong Allowed { get; }

    /// <summary>Its share under the balanced policy.</summary>
    public double WeightOf(byte place) => _weights[place];

    /// <summary>Its place among the preferred providers; behind them for all others.</summary>
    public int RankOf(byte place) => _ranks[place];

    /// <summary>A bit for each allowed candidate that is known to ignore what a request sets.</summary>
    public ulong Ignoring(in RequestNeeds needs)
    {
        var candidates = 0UL;
        if (needs.Fields is { } fields)
        {
            foreach (var (field, ignoring) in _ignored)
            {
                candidates |= fields.Has(field) ? ignoring : 0;
            }
        }

        return candidates;
    }

    private void AddIgnored(RouteCandidate candidate, int place)
    {
        foreach (var field in CandidateFilter.IgnoredFields(candidate, Rules))
        {
            var known = _ignored.FindIndex(entry => entry.Field == field);
            var others = known < 0 ? 0 : _ignored[known].Candidates;
            var entry = (field, others | 1UL << place);
            if (known < 0)
            {
                _ignored.Add(entry);
            }
            else
            {
                _ignored[known] = entry;
            }
        }
    }
}
