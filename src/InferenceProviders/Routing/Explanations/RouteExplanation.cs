using System.Globalization;

namespace InferenceProviders;

/// <summary>One route that a call would try.</summary>
public sealed record RouteExplanation
{
    /// <summary>
    /// The provider; <c>auto</c> where the server-side router chooses, <c>endpoint</c> for the URL of an endpoint.
    /// </summary>
    public required string Provider { get; init; }

    /// <summary>The model's id there.</summary>
    public required string ProviderModel { get; init; }

    /// <summary>On whose account.</summary>
    public required AuthMode AuthMode { get; init; }

    /// <summary>
    /// Who pays, as in <see cref="InferenceProvidersOptions.SpendLimits"/>: the provider for a key of your own,
    /// <c>huggingface</c> for the Hugging Face token, <c>host:port</c> for an endpoint.
    /// </summary>
    public required string Account { get; init; }

    /// <summary>
    /// The names of your keys for it, of which a call takes one; empty where the only key has no name, and where no key
    /// of yours is sent.
    /// </summary>
    public IReadOnlyList<string> KeyNames { get; init; } = [];

    /// <summary>
    /// The most that an attempt there can cost in US dollars, which is what a <see cref="SpendLimit"/> would reserve.
    /// Null when it is not known.
    /// </summary>
    public decimal? MaxCost { get; init; }

    /// <summary>Why <see cref="MaxCost"/> is not known; null when it is.</summary>
    public string? MaxCostProblem { get; init; }

    /// <summary>The state of the route, by its last attempts.</summary>
    public RouteState State { get; init; }

    /// <summary>
    /// How much longer it is in that state, unless an attempt changes it; null when that is not limited.
    /// </summary>
    public TimeSpan? StateEndsIn { get; init; }

    /// <summary>
    /// Whether it is known to be slower than <see cref="RoutingOptions.MinThroughput"/> and
    /// <see cref="RoutingOptions.MaxFirstToken"/> want, and therefore comes after the others.
    /// </summary>
    public bool IsSlow { get; init; }

    /// <summary>
    /// The limit of your own that holds a call back from it at this moment: a <see cref="SpendLimit"/> of which too
    /// little is left, or a <see cref="RateLimit"/> that is used up. Null for nothing.
    /// </summary>
    public string? HeldBackBy { get; init; }

    /// <summary>
    /// Whether it is asked only when the server-side router's own choice has failed, without those that it tried.
    /// </summary>
    public bool IsFallback { get; init; }

    /// <summary>
    /// The provider, the account, the price at most, the state where it is not healthy, and what holds a call back.
    /// </summary>
    public override string ToString() =>
        $"{Provider} ({AuthMode}, {Account}{Keys}), {Price}{(State == RouteState.Healthy ? "" : $", {State}")}"
        + $"{(IsSlow ? ", slower than wanted" : "")}{(HeldBackBy is null ? "" : $", held back: {HeldBackBy}")}{Place}";

    private string Price => MaxCost is { } cost
        ? string.Create(CultureInfo.InvariantCulture, $"at most ${cost:0.########}") : "price not known";

    private string Keys => KeyNames.Count == 0 ? "" : $": {string.Join(", ", KeyNames)}";

    private string Place => IsFallback ? ", when that one fails" : "";
}
