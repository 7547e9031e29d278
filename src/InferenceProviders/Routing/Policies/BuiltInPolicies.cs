namespace InferenceProviders.Routing.Policies;

/// <summary>The policies that come with the library, the default first.</summary>
internal static class BuiltInPolicies
{
    public static IReadOnlyList<IRoutePolicy> All { get; } = [
        new ListedPolicy(), new FastestPolicy(), new CheapestPolicy(), new BalancedPolicy()];
}
