using InferenceProviders.Primitives;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// Names in the options that none of the router's providers has: a slip of the pen, or a provider that only the Hub
/// knows.
/// </summary>
internal static class UnknownProviders
{
    private const string HuggingFace = "huggingface";

    /// <summary>Each with the option that has it, and the name that was probably meant.</summary>
    public static List<UnknownProvider> In(RouterSettings settings)
    {
        var known = settings.Providers;
        var found = new List<UnknownProvider>();
        Check(nameof(InferenceProvidersOptions.Provider), settings.Provider is { } provider ? [provider] : []);
        Check(nameof(InferenceProvidersOptions.ProviderKeys), settings.ProviderKeys.Keys);
        Check(nameof(InferenceProvidersOptions.ProviderEndpoints), settings.ProviderEndpoints.Keys);
        Check(
            nameof(InferenceProvidersOptions.SpendLimits), settings.SpendLimits.Keys.Where(IsProvidersAccount),
            accounts: true);
        Check(
            nameof(InferenceProvidersOptions.RateLimits),
            settings.RateLimits.Keys.Select(AccountOf).Where(IsProvidersAccount).Distinct(), accounts: true);
        Check(nameof(InferenceProvidersOptions.Prices), settings.Prices.Providers.Where(IsProvidersAccount).Distinct());
        Check(
            nameof(InferenceProvidersOptions.DataPolicies), settings.DataPolicies.Keys.Where(IsProvidersAccount),
            accounts: true);
        Check(
            $"{nameof(InferenceProvidersOptions.Routing)}.{nameof(RoutingOptions.PreferredProviders)}",
            settings.Routing.Preferred);
        Check(
            $"{nameof(InferenceProvidersOptions.Routing)}.{nameof(RoutingOptions.AllowedProviders)}",
            settings.Routing.Allowed);
        Check(
            $"{nameof(InferenceProvidersOptions.Routing)}.{nameof(RoutingOptions.DeniedProviders)}",
            settings.Routing.Denied);
        Check(
            $"{nameof(InferenceProvidersOptions.Routing)}.{nameof(RoutingOptions.ProviderWeights)}",
            settings.Routing.Weighted);
        return found;

        void Check(string option, IEnumerable<string> names, bool accounts = false)
        {
            foreach (var name in names.Where(name => !known.Has(name)).Order(StringComparer.Ordinal))
            {
                found.Add(
                    new(
                        option, name,
                        NearestName.Of(name, accounts ? known.Names.Append(HuggingFace) : known.Names)));
            }
        }
    }

    /// <summary>The account of a limit on the rate, which may be for one model there.</summary>
    private static string AccountOf(string limited) =>
        limited.IndexOf('/', StringComparison.Ordinal) is > 0 and var end ? limited[..end] : limited;

    /// <summary>
    /// Limits are for accounts: those with providers go by the provider's name, others are Hugging Face's or an
    /// endpoint's host.
    /// </summary>
    private static bool IsProvidersAccount(string account) =>
        account != HuggingFace && Validate.IsProviderName(account.ToLowerInvariant());
}

/// <summary>A name that none of the router's providers has.</summary>
/// <param name="Option">The option that has it.</param>
/// <param name="Name">The name.</param>
/// <param name="Meant">The name that was probably meant; null when none is near.</param>
internal sealed record UnknownProvider(string Option, string Name, string? Meant);
