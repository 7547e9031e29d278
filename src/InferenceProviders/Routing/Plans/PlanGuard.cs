using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// What the program rules out is not let in by a name: neither a provider that is denied, nor one where data may not
/// go.
/// </summary>
internal static class PlanGuard
{
    /// <summary>
    /// A model's name often comes from outside the program: what the program rules out cannot be let in by it.
    /// </summary>
    public static void CheckNamed(ModelReference model, string? named, RoutingRules rules)
    {
        var suffix = model.NamesProvider ? model.Suffix!.ToLowerInvariant() : null;
        if ((named ?? suffix) is { } asked && rules.Denied.Contains(asked))
        {
            throw PlanErrors.RuledOut(asked, model.Text, $"{asked} is ruled out by RoutingOptions.DeniedProviders.");
        }

        if (suffix is not null && (named is null || named == suffix) && rules.Allowed.Length > 0
            && !rules.Allowed.Contains(suffix))
        {
            throw PlanErrors.RuledOut(
                suffix, model.Text,
                $"{suffix} is not among RoutingOptions.AllowedProviders: {string.Join(", ", rules.Allowed)}.");
        }
    }

    /// <summary>
    /// A plan as it is, if data may go where all its routes lead: for what the call names, and for what the server-side
    /// router would choose. Those that are chosen here are chosen by the same rule.
    /// </summary>
    public static RoutePlan Checked(RoutePlan plan, RoutingRules rules)
    {
        if (rules.Data is not { } data)
        {
            return plan;
        }

        for (var i = 0; i < plan.Routes.Count; i++)
        {
            var route = plan.Routes[i];
            if (data.Check(route) is var why and not Exclusion.None)
            {
                var named = route.Name != Route.AutoName ? route.Name
                    : ModelReference.TryParse(route.ProviderModel, out var sent) ? RouteFactory.ProviderIn(sent)
                    : null;
                named ??= "whoever the Hugging Face router would choose";
                throw PlanErrors.RuledOut(
                    route.Name, plan.Model,
                    $"{named} was not asked for {plan.Model}: it is {CandidateFilter.Describe(why)}, by the entries of "
                        + $"{nameof(InferenceProvidersOptions)}.{nameof(InferenceProvidersOptions.DataPolicies)}, and "
                        + $"{nameof(RoutingOptions)}.{nameof(RoutingOptions.Require)} does not allow that.");
            }
        }

        return plan;
    }
}
