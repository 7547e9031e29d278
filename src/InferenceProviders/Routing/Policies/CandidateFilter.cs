using InferenceProviders.Routing.Health;

namespace InferenceProviders.Routing.Policies;

/// <summary>
/// Which candidates may be asked, by the rules, and can do what the request needs, by the catalog and by what they
/// refused before. What is not known counts as able.
/// </summary>
internal static class CandidateFilter
{
    public static Exclusion Check(RouteCandidate candidate, RoutingRules rules, in RequestNeeds needs, long now)
    {
        var byRule = CheckRules(candidate, rules);
        return byRule != Exclusion.None ? byRule
            : IgnoresParameter(candidate, rules, needs) ? Exclusion.IgnoresParameter
            : CheckAbilities(candidate.Health, candidate.Offer, needs, now);
    }

    /// <summary>Whether the provider is known to leave out, or to ignore, what the request sets.</summary>
    private static bool IgnoresParameter(RouteCandidate candidate, RoutingRules rules, in RequestNeeds needs)
    {
        if (needs.Fields is { } fields)
        {
            foreach (var field in IgnoredFields(candidate, rules))
            {
                if (fields.Has(field))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The parameters for which a provider is not asked, because it leaves them out or ignores them.</summary>
    public static string[] IgnoredFields(RouteCandidate candidate, RoutingRules rules) =>
        rules.RequiresParameters && candidate.Route.Protocol != ChatProtocol.Responses
            ? candidate.Route.Provider.UnusedChatFields
            : [];

    /// <summary>For the message when nobody is left.</summary>
    public static string Describe(Exclusion exclusion) => exclusion switch
    {
        Exclusion.NotAllowed => "not allowed",
        Exclusion.Denied => "denied",
        Exclusion.OtherAccount => "on another account",
        Exclusion.TooExpensive => "too expensive",
        Exclusion.PriceUnknown => "of unknown price",
        Exclusion.NoTools => "without tools",
        Exclusion.NoJsonSchema => "without JSON schemas",
        Exclusion.NoImages => "without images",
        Exclusion.NoAudio => "without audio",
        Exclusion.ContextTooShort => "with a context too short",
        Exclusion.RegionUnknown => "in a region that is not known",
        Exclusion.OtherRegion => "in another region",
        Exclusion.RetentionUnknown => "not known to keep no data",
        Exclusion.RetainsData => "keeping data too long",
        Exclusion.TrainingUnknown => "not known not to train on data",
        Exclusion.TrainsOnData => "training on data",
        Exclusion.QuantizationUnknown => "with a quantization that is not known",
        Exclusion.OtherQuantization => "quantized otherwise",
        Exclusion.IgnoresParameter => "ignoring a parameter of the request",
        _ => "possible",
    };

    /// <summary>What is the same for all requests.</summary>
    public static Exclusion CheckRules(RouteCandidate candidate, RoutingRules rules)
    {
        if (rules.Allowed.Length > 0 && !Contains(rules.Allowed, candidate.Provider))
        {
            return Exclusion.NotAllowed;
        }

        if (rules.Denied.Length > 0 && Contains(rules.Denied, candidate.Provider))
        {
            return Exclusion.Denied;
        }

        if (rules.Data?.Check(candidate.Route) is { } data and not Exclusion.None)
        {
            return data;
        }

        if (rules.AuthMode is { } account
            ? candidate.AuthMode != account
            : candidate.IsSecondAccount && !rules.AllowOtherAccount)
        {
            return Exclusion.OtherAccount;
        }

        return (rules.MaxInputPrice is { } input
            ? Compare(candidate.Price?.InputPerMillion, input)
            : Exclusion.None) is var byInput && byInput != Exclusion.None
            ? byInput
            : rules.MaxOutputPrice is { } output ? Compare(candidate.Price?.OutputPerMillion, output) : Exclusion.None;
    }

    /// <summary>What a route is known to lack of what a request needs.</summary>
    public static Exclusion CheckAbilities(RouteHealth health, ProviderOffer? offer, in RequestNeeds needs, long now)
    {
        var learned = health.LacksAt(now);
        return needs.Tools && (offer?.SupportsTools is false || (learned & Capability.Tools) != 0) ? Exclusion.NoTools
            : needs.JsonSchema && (offer?.SupportsStructuredOutput is false || (learned & Capability.JsonSchema) != 0)
                ? Exclusion.NoJsonSchema
            : needs.Images && (learned & Capability.Images) != 0 ? Exclusion.NoImages
            : needs.Audio && (learned & Capability.Audio) != 0 ? Exclusion.NoAudio
            : needs.PromptBytes > 0 && IsTooLong(health, offer, needs, now) ? Exclusion.ContextTooShort
            : Exclusion.None;
    }

    private static bool IsTooLong(RouteHealth health, ProviderOffer? offer, in RequestNeeds needs, long now) =>
        offer?.ContextLength is { } context && needs.InputTokens + (needs.MaxOutputTokens ?? 0) > context
        || needs.PromptBytes >= health.TooLongAt(now);

    private static Exclusion Compare(decimal? price, decimal limit) =>
        price is not { } known ? Exclusion.PriceUnknown : known > limit ? Exclusion.TooExpensive : Exclusion.None;

    private static bool Contains(string[] names, string name)
    {
        foreach (var one in names)
        {
            if (one.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
