using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Policies;

/// <summary>The routing options of a router or of a call, validated, and complete.</summary>
internal sealed class RoutingRules
{
    private const int DefaultAttempts = 3;
    private const int MostAttempts = 10;
    private const int LongestKey = 256;

    private readonly RoutingOptions _options;
    private readonly IReadOnlyList<IRoutePolicy> _policies;

    /// <param name="options">The options.</param>
    /// <param name="policies">The built-in policies and the user's.</param>
    /// <param name="data">What is required of data besides what the options say; null for nothing.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public RoutingRules(RoutingOptions options, IReadOnlyList<IRoutePolicy> policies, DataRule? data = null)
    {
        ArgumentNullException.ThrowIfNull(options);
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
                "The account must be Direct or Routed: an endpoint is called by its URL.", nameof(options));
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

    public bool HasPriceLimit => MaxInputPrice is not null || MaxOutputPrice is not null;

    /// <summary>
    /// Whether the choice is made here; otherwise the server-side router makes it where there is one.
    /// </summary>
    public bool IsClientSide =>
        Policy is not null || Preferred.Length > 0 || Allowed.Length > 0 || Denied.Length > 0 || HasPriceLimit
            || AuthMode is not null || Data is not null;

    /// <summary>These rules with what a call wants otherwise.</summary>
    public RoutingRules With(RoutingOptions? call) => call is null ? this : new RoutingRules(
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
        },
        _policies,
        Data);

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
                $"'{Validate.Printable(name)}' is not a routing policy. {Meant(name, policies)}There are: "
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
            $"There are {models.Count} fall-back models, and at most {BoundModel.MaxModels} may be named.", argument),
        _ => [.. models.Select(model => ModelReference.Parse(model, argument)).DistinctBy(model => model.Text)],
    };

    private static decimal? Price(decimal? price, string argument) => price is null or >= 0 ? price
        : throw new ArgumentOutOfRangeException(argument, price, "The price must not be negative.");
}
