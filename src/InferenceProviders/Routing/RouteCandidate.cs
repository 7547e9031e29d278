using InferenceProviders.Catalog;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Health;

namespace InferenceProviders;

/// <summary>
/// A provider that could answer, with what is known of it; what an <see cref="IRoutePolicy"/> orders. It lives long and
/// is shared by calls.
/// </summary>
public sealed class RouteCandidate
{
    private readonly RouteHealth _health;
    private readonly double _listedFirstToken;
    private readonly double _listedThroughput;

    internal RouteCandidate(Route route)
    {
        Route = route;
        Price = route.Prices?.Tokens ?? TokenPrice.Of(route.Offer, route.AuthMode);
        _health = route.Health!;
        _listedFirstToken = route.Offer?.FirstTokenLatency?.TotalSeconds ?? double.NaN;
        _listedThroughput = route.Offer?.Throughput ?? double.NaN;
    }

    /// <summary>The provider.</summary>
    public string Provider => Route.Provider.Name;

    /// <summary>The model's id at the provider.</summary>
    public string ProviderModel => Route.ProviderModel;

    /// <summary>On whose account it would be called.</summary>
    public AuthMode AuthMode => Route.AuthMode;

    /// <summary>Whether the Hub says that the provider serves the model well (status <c>live</c>).</summary>
    public bool IsLive => Route.Mapping?.IsLive ?? true;

    /// <summary>Price, context and capabilities as the catalog lists them; null when it does not.</summary>
    public ProviderOffer? Offer => Route.Offer;

    /// <summary>
    /// Seconds to the first token: measured by this router lately, else the catalog's figure, else NaN.
    /// </summary>
    public double SecondsToFirstToken => SecondsToFirstTokenAt(_health.Now);

    /// <summary>Answer tokens a second: measured by this router lately, else the catalog's figure, else NaN.</summary>
    public double TokensPerSecond => TokensPerSecondAt(_health.Now);

    /// <summary>
    /// The share of this router's latest attempts that succeeded, from 0 to 1; NaN when there were none.
    /// </summary>
    public double SuccessRate => _health.SuccessRateAt(_health.Now);

    /// <summary>How many calls of this router it is answering at the moment.</summary>
    public int CallsInFlight => _health.CallsInFlight;

    /// <summary>
    /// The US dollars that so many tokens cost, by your own prices or else by the catalog; null when neither has one.
    /// </summary>
    /// <param name="inputTokens">The number of tokens of the prompt, zero or more.</param>
    /// <param name="outputTokens">The number of tokens of the answer, zero or more.</param>
    /// <returns>The US dollars, or null when there is no price.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public decimal? Cost(long inputTokens, long outputTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(outputTokens);
        return Price is { } price
            ? ((inputTokens * price.InputPerMillion) + (outputTokens * price.OutputPerMillion)) / 1_000_000
            : null;
    }

    /// <summary>Whether it is the Hugging Face route of a provider that a key of the user's own serves first.</summary>
    internal bool IsSecondAccount { get; init; }

    internal Route Route { get; }

    internal TokenPrice? Price { get; }

    internal RouteHealth Health => _health;

    internal double SecondsToFirstTokenAt(long now) =>
        _health.SecondsToFirstTokenAt(now) is var own && double.IsNaN(own) ? _listedFirstToken : own;

    internal double TokensPerSecondAt(long now) =>
        _health.TokensPerSecondAt(now) is var own && double.IsNaN(own) ? _listedThroughput : own;

    /// <summary>The provider, the account and the model there.</summary>
    public override string ToString() => Route.ToString();
}
