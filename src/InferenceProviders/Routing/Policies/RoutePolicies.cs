namespace InferenceProviders;

/// <summary>The names of the built-in policies, for <see cref="RoutingOptions.Policy"/>.</summary>
public static class RoutePolicies
{
    /// <summary>
    /// The server-side router chooses, for chat with a Hugging Face token and no other wishes; in every other case the
    /// same as <see cref="Listed"/>. The default.
    /// </summary>
    public const string Server = "server";

    /// <summary>The Hub's order.</summary>
    public const string Listed = "listed";

    /// <summary>
    /// The shortest time to the end of the answer: time to first token and throughput as this router measured them, or
    /// as the catalog says while there are no measurements.
    /// </summary>
    public const string Fastest = "fastest";

    /// <summary>
    /// The lowest price for this request's tokens, by the catalog. Providers without a price come last.
    /// </summary>
    public const string Cheapest = "cheapest";

    /// <summary>
    /// Spreads the calls: of two providers that are drawn by <see cref="RoutingOptions.ProviderWeights"/>, the one with
    /// fewer calls of this router in flight (power of two choices).
    /// </summary>
    public const string Balanced = "balanced";
}
