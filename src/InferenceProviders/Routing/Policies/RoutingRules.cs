using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Policies;

/// <summary>The routing options of a router or of a call, validated, and complete.</summary>
internal sealed class RoutingRules
{
    private const int DefaultAttempts = 3;
    private const int MostAttempts = 10;
    private const int LongestKey = 256;
    private const double MostExploration = 0.5;
    private const double LargestWeight = 1_000_000;

    private readonly RoutingOptions _options;
    private readonly IReadOnlyList<IRoutePolicy> _policies;
    private readonly (string Provider, double Weight)[]? _weights;

    /// <param name="options">The options.</param>
    /// <param name="policies">The built-in policies and the user's.</param>
    /// <param name="chance">Gives numbers of 0 to 1.</param>
    /// <param name="data">What is required of data besides what the options say; null for nothing.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public RoutingRules(
        RoutingOptions options, IReadOnlyList<IRoutePolicy> policies, Func<double> chance, DataRule? data = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Chance = chance;
        _weights = Weights(options.ProviderWeights, nameof(options.ProviderWeights));
        MinThroughput = Number(
            options.MinThroughput, options.MinThroughput is > 0 and < double.PositiveInfinity,
            nameof(options.MinThroughput), "The throughput must be a number of tokens a second, greater than zero.");
        MaxFirstToken = options.MaxFirstToken is { } wait
            && Validate.Duration(wait, nameof(options.MaxFirstToken)) is var time && time > TimeSpan.Zero
            ? time.TotalSeconds
            : null;
        ExplorationShare = Number(
            options.ExplorationShare, options.ExplorationShare is >= 0 and <= MostExploration,
            nameof(options.ExplorationShare), $"The share must be between 0 and {MostExploration}.") ?? 0;
        RequiresParameters = options.RequireParameters ?? false;
        _options = options with { };
        _policies = policies;
        Policy = FindPolicy(options.Policy, policies, nameof(options.Policy));
        Preferred = Names(options.PreferredProviders, nameof(options.PreferredProviders));
        Allowed = Names(options.AllowedProviders, nameof(options.AllowedProviders));
        Denied = Names(options.DeniedProviders, nameof(options.DeniedProviders));
        MaxInputPrice = Price(options.MaxInputPrice, nameof(options.MaxInputPrice));
        MaxOutputPrice = Price(options.MaxOutputPrice, nameof(options.MaxOutputPrice));
        AuthMode = options.AuthMode is null or InferenceProviders.AuthMode.Direct or InferenceProviders.AuthMode.Routed
            ? options.AuthMode
            : throw new ArgumentException(
                "AuthMode must be Direct or Routed: an endpoint is addressed by its URL.", nameof(options));
        SessionAffinityKey = options.SessionAffinityKey is null or { Length: > 0 and <= LongestKey }
            ? options.SessionAffinityKey
            : throw new ArgumentException(
                $"{nameof(options.SessionAffinityKey)} must have 1 to {LongestKey} characters.", nameof(options));
        SpendLimit = options.SpendLimit;
        BillTo = string.IsNullOrEmpty(options.BillTo) ? null
            : Validate.Organization(options.BillTo, nameof(options.BillTo));
        Data = DataRule.Both(data, DataRule.Of(options.Require));
        Hedges = options.Hedge ?? false;
        HedgeDelay = options.HedgeDelay is { } delay ? Validate.Duration(delay, nameof(options.HedgeDelay)) : null;
        MaxAttempts = Validate.Count(options.MaxAttempts
            ?? DefaultAttempts, 1, MostAttempts, nameof(options.MaxAttempts));
        MaxAttemptsAsked = options.MaxAttempts ?? MostAttempts;
        AllowOtherAccount = options.AllowOtherAccount ?? false;
        FallbackModels = Models(options.FallbackModels, nameof(options.FallbackModels));
        FallsBackOnContentFilter = options.FallBackOnContentFilter ?? false;
    }

    /// <summary>Null when the choice is the server's.</summary>
    public IRoutePolicy? Policy { get; private init; }

    public string[] Preferred { get; }

    public string[] Allowed { get; }

    public string[] Denied { get; }

    public decimal? MaxInputPrice { get; }

    public decimal? MaxOutputPrice { get; }

    public AuthMode? AuthMode { get; }

    public string? SessionAffinityKey { get; }

    public SpendLimit? SpendLimit { get; }

    /// <summary>Who pays for routed calls; null for the organization of the settings, if any.</summary>
    public string? BillTo { get; }

    /// <summary>How data must be treated; null when it does not matter.</summary>
    public DataRule? Data { get; }

    public bool Hedges { get; }

    public TimeSpan? HedgeDelay { get; }

    public int MaxAttempts { get; }

    /// <summary>How many attempts there may be with those that follow a pause which a provider asked for.</summary>
    public int MaxAttemptsAsked { get; }

    public bool AllowOtherAccount { get; }

    /// <summary>The models that follow the one that is asked for; empty for none.</summary>
    public ModelReference[] FallbackModels { get; }

    public bool FallsBackOnContentFilter { get; }

    /// <summary>Tokens a second.</summary>
    public double? MinThroughput { get; }

    /// <summary>In seconds; null for no limit.</summary>
    public double? MaxFirstToken { get; }

    public bool RequiresParameters { get; }

    /// <summary>0 to 0.5.</summary>
    public double ExplorationShare { get; }

    /// <summary>Gives numbers of 0 to 1.</summary>
    public Func<double> Chance { get; }

    public bool HasPriceLimit => MaxInputPrice is not null || MaxOutputPrice is not null;

    /// <summary>
    /// Whether the choice is made here; otherwise the server-side router makes it where there is one.
    /// </summary>
    public bool IsClientSide =>
        Policy is not null || Preferred.Length > 0 || Allowed.Length > 0 || Denied.Length > 0 || HasPriceLimit
            || AuthMode is not null || Data is not null || MinThroughput is not null || MaxFirstToken is not null
            || RequiresParameters;

    /// <summary>The providers that have a weight of their own.</summary>
    public IEnumerable<string> Weighted => _weights is null ? [] : _weights.Select(pair => pair.Provider);

    /// <summary>The share of a provider under the balanced policy.</summary>
    public double WeightOf(string provider)
    {
        foreach (var (name, weight) in _weights ?? [])
        {
            if (name == provider)
            {
                return weight;
            }
        }

        return 1;
    }

    /// <summary>Whether they are those of one call, rather than the router's.</summary>
    public bool IsOfCall { get; private init; }

    /// <summary>These rules with what a call wants otherwise.</summary>
    public RoutingRules With(RoutingOptions? call) => call is null ? this : Merge(call);

    private RoutingRules Merge(RoutingOptions call) => new(
        new RoutingOptions
        {
            Policy = call.Policy ?? _options.Policy,
            PreferredProviders = call.PreferredProviders ?? _options.PreferredProviders,
            AllowedProviders = call.AllowedProviders ?? _options.AllowedProviders,
            DeniedProviders = call.DeniedProviders ?? _options.DeniedProviders,
            MaxInputPrice = call.MaxInputPrice ?? _options.MaxInputPrice,
            MaxOutputPrice = call.MaxOutputPrice ?? _options.MaxOutputPrice,
            AuthMode = call.AuthMode ?? _options.AuthMode,
            SessionAffinityKey = call.SessionAffinityKey ?? _options.SessionAffinityKey,
            Hedge = call.Hedge ?? _options.Hedge,
            HedgeDelay = call.HedgeDelay ?? _options.HedgeDelay,
            SpendLimit = call.SpendLimit ?? _options.SpendLimit,
            BillTo = call.BillTo ?? _options.BillTo,
            Require = call.Require,
            MaxAttempts = call.MaxAttempts ?? _options.MaxAttempts,
            AllowOtherAccount = call.AllowOtherAccount ?? _options.AllowOtherAccount,
            FallbackModels = call.FallbackModels ?? _options.FallbackModels,
            FallBackOnContentFilter = call.FallBackOnContentFilter ?? _options.FallBackOnContentFilter,
            MinThroughput = call.MinThroughput ?? _options.MinThroughput,
            MaxFirstToken = call.MaxFirstToken ?? _options.MaxFirstToken,
            RequireParameters = call.RequireParameters ?? _options.RequireParameters,
            ProviderWeights = call.ProviderWeights ?? _options.ProviderWeights,
            ExplorationShare = call.ExplorationShare ?? _options.ExplorationShare,
        },
        _policies,
        Chance,
        Data)
    {
        IsOfCall = true,
    };

    /// <summary>The policy behind a model's colon, or else that of the rules.</summary>
    public IRoutePolicy PolicyFor(ModelReference model) =>
        (model.HasPolicySuffix && model.Suffix != "preferred"
            ? FindPolicy(model.Suffix, _policies, nameof(model))
            : Policy) ?? _policies[0];

    private static IRoutePolicy? FindPolicy(string? name, IReadOnlyList<IRoutePolicy> policies, string argument)
    {
        if (string.IsNullOrEmpty(name) || name.Equals(RoutePolicies.Server, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // The last one wins, so that a user's policy can take a built-in name.
        return policies.LastOrDefault(policy => policy.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"'{Validate.Printable(name)}' is not a routing policy. {Meant(name, policies)}Known policies: "
                    + $"{RoutePolicies.Server}, {string.Join(", ", policies.Select(policy => policy.Name))}.",
                argument);
    }

    private static string? Meant(string name, IReadOnlyList<IRoutePolicy> policies) =>
        NearestName.Of(name, policies.Select(policy => policy.Name).Prepend(RoutePolicies.Server)) is { } near
            ? $"Did you mean '{near}'? "
            : null;

    private static string[] Names(IList<string>? names, string argument) =>
        names is null ? [] : [.. names.Select(name => Validate.ProviderName(name, argument)).Distinct()];

    private static ModelReference[] Models(IList<string>? models, string argument) => models switch
    {
        null or { Count: 0 } => [],
        { Count: > BoundModel.MaxModels } => throw new ArgumentException(
            $"At most {BoundModel.MaxModels} fallback models can be named; {models.Count} were given.", argument),
        _ => [.. models.Select(model => ModelReference.Parse(model, argument)).DistinctBy(model => model.Text)],
    };

    private static (string, double)[]? Weights(IDictionary<string, double>? weights, string argument) =>
        weights is null ? null : [.. weights.Select(pair => (
            Validate.ProviderName(pair.Key, argument),
            pair.Value is >= 0 and <= LargestWeight ? pair.Value
                : throw new ArgumentOutOfRangeException(
                    argument, pair.Value, $"The weight of {pair.Key} must be between 0 and {LargestWeight:N0}.")))];

    private static double? Number(double? value, bool isRight, string argument, string message) =>
        value is null || isRight ? value : throw new ArgumentOutOfRangeException(argument, value, message);

    private static decimal? Price(decimal? price, string argument) => price is null or >= 0 ? price
        : throw new ArgumentOutOfRangeException(argument, price, "The price must not be negative.");
}
