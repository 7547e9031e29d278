using System.Text.Json.Serialization;

namespace InferenceProviders;

/// <summary>Where the cost in a <see cref="RoutingReport"/> comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CostSource>))]
public enum CostSource
{
    /// <summary>There is no price for it, or the provider did not count the tokens: the cost is null.</summary>
    Unknown,

    /// <summary>The provider said it.</summary>
    Reported,

    /// <summary>
    /// The tokens that the provider counted, at the catalog's prices; 0 for a free offer. Discounts for cached tokens
    /// are not in it.
    /// </summary>
    Estimated,

    /// <summary>
    /// What the request and its answer had of what is charged, at your own prices
    /// (<see cref="InferenceProvidersOptions.Prices"/>).
    /// </summary>
    Configured,

    /// <summary>The answer came out of a cache or a store: the cost is 0.</summary>
    Cached,
}
