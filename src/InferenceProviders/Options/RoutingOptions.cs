using System.Text.Json.Serialization;

namespace InferenceProviders;

/// <summary>
/// Which providers a call may use and in what order, and how often it may try. On
/// <see cref="InferenceProvidersOptions.Routing"/> for all calls of a router; on <c>ChatOptions</c> and the options of
/// other tasks, through <see cref="RoutingOptionsExtensions"/> or their property <c>Routing</c>, for one. What is null
/// is inherited, in the end from the defaults. A value outside its range is refused with an
/// <see cref="ArgumentException"/> that names the option: by the router where it is one of the router's options, by the
/// call where it is one of the call's.
/// Where a call names its provider (as an argument, or behind the model's colon), that one is used, and only the limits
/// here apply: providers that are ruled out.
/// </summary>
public sealed record RoutingOptions
{
    /// <summary>
    /// The order in which providers are tried: one of <see cref="RoutePolicies"/>, or the name of a policy in
    /// <see cref="InferenceProvidersOptions.Policies"/>. <c>:fastest</c> and <c>:cheapest</c> behind a model's id win
    /// over it. Default: <see cref="RoutePolicies.Server"/>.
    /// </summary>
    public string? Policy { get; set; }

    /// <summary>
    /// Providers that come first, in this order; the policy orders the others behind them. Null for none.
    /// </summary>
    public IList<string>? PreferredProviders { get; set; }

    /// <summary>
    /// The only providers that may be used, also behind a model's colon; a provider that the program names beside the
    /// model is used all the same. Null or empty: all.
    /// </summary>
    public IList<string>? AllowedProviders { get; set; }

    /// <summary>Providers that are never used, also where a call names one. Null for none.</summary>
    public IList<string>? DeniedProviders { get; set; }

    /// <summary>
    /// The highest price of a million prompt tokens, in US dollars. Providers whose price is higher, or not in the
    /// catalog, are not used; since only chat models have prices there, a limit leaves no provider for other tasks. Not
    /// negative. Null for no limit.
    /// </summary>
    public decimal? MaxInputPrice { get; set; }

    /// <summary>
    /// The highest price of a million answer tokens, in US dollars; as <see cref="MaxInputPrice"/>. Not negative. Null
    /// for no limit.
    /// </summary>
    public decimal? MaxOutputPrice { get; set; }

    /// <summary>
    /// The least number of answer tokens a second. Providers that are slower go behind those that are not, and are
    /// asked only when no other is left; one whose speed is not known counts as fast enough. The speed is what this
    /// router measured in the last ten minutes, else the catalog's. Greater than zero. Default: no threshold.
    /// </summary>
    public double? MinThroughput { get; set; }

    /// <summary>
    /// The longest time to the first token; as <see cref="MinThroughput"/>. How long a call waits for its own is
    /// <see cref="InferenceTimeouts.FirstToken"/>. Greater than zero and at most 24 days.
    /// Default: no threshold.
    /// </summary>
    public TimeSpan? MaxFirstToken { get; set; }

    /// <summary>
    /// Whether a chat goes only to providers that do something with each of its parameters. What a provider leaves out
    /// or ignores is known from <see cref="ChatDialect.OmittedFields"/> and <see cref="ChatDialect.IgnoredFields"/>;
    /// what is not known counts as used. It applies where the router chooses the provider, not to one that the call
    /// names. Default: no.
    /// </summary>
    public bool? RequireParameters { get; set; }

    /// <summary>
    /// The shares of providers under <see cref="RoutePolicies.Balanced"/>, by name: one of weight 2 is drawn twice as
    /// often as one of weight 1, one of weight 0 only when no other is left. From 0 to 1,000,000. Those that are not
    /// named have the weight 1. Null: all are alike.
    /// </summary>
    public IDictionary<string, double>? ProviderWeights { get; set; }

    /// <summary>
    /// The share of calls that <see cref="RoutePolicies.Fastest"/> and <see cref="RoutePolicies.Cheapest"/> give to the
    /// provider that was used the longest time ago, in place of their first: so that it becomes known when that one is
    /// faster by now, or back. From 0 to 0.5; 0.05 is usual. Default: 0.
    /// </summary>
    public double? ExplorationShare { get; set; }

    /// <summary>
    /// The models that are asked when the call's own cannot answer, in this order: ids with or without a suffix, and
    /// URLs of endpoints; see "Chains of models" in the documentation for the errors after which that is done. On a
    /// call they take the place of those that its client was made with; an empty list means none. On a router they hold
    /// for chat, text, images, videos and speech of clients that were made for one model of the Hub, and for embeddings
    /// as far as they are the same model; clients of an endpoint stay there. Null: the client's, else the router's; by
    /// default none.
    /// </summary>
    public IList<string>? FallbackModels { get; set; }

    /// <summary>
    /// Whether the next model of a chain is asked when one refuses the prompt, or holds back all of its answer, for its
    /// content. Default: no, because a refusal is an answer, too.
    /// </summary>
    public bool? FallBackOnContentFilter { get; set; }

    /// <summary>
    /// <see cref="InferenceProviders.AuthMode.Direct"/>: only providers with a key of your own.
    /// <see cref="InferenceProviders.AuthMode.Routed"/>: always with the Hugging Face token, also where there is such a
    /// key. Default: the key where there is one, the token elsewhere.
    /// </summary>
    public AuthMode? AuthMode { get; set; }

    /// <summary>
    /// The conversation that a call belongs to, in your words. Its calls stay with the provider that answered the last
    /// one, which has the prompt in its cache, until that one fails. Null for none.
    /// </summary>
    public string? SessionAffinityKey { get; set; }

    /// <summary>
    /// What the call may cost, alone or together with others that carry the same object: a user's, a tenant's, a day's.
    /// It applies besides the router's own <see cref="InferenceProvidersOptions.SpendLimit"/> and
    /// <see cref="InferenceProvidersOptions.SpendLimits"/>. Null for none of its own. It is no part of the options as
    /// JSON, and so of no key of a cache.
    /// </summary>
    [JsonIgnore]
    public SpendLimit? SpendLimit { get; set; }

    /// <summary>
    /// The organization that is billed for the call where it goes through Hugging Face's router, in place of
    /// <see cref="InferenceProvidersOptions.BillTo"/>: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 96. It
    /// is sent as <c>X-HF-Bill-To</c> (see "Billing for Team and Enterprise organizations" in the Inference Providers
    /// documentation). Null for the router's.
    /// </summary>
    public string? BillTo { get; set; }

    /// <summary>
    /// What the call requires of how its data is treated, by the facts in
    /// <see cref="InferenceProvidersOptions.DataPolicies"/>. A provider that does not meet it, or of which too little
    /// is known, is not asked, also where the call names it; Hugging Face's router does not choose then. What the
    /// router's options require holds besides what a call requires. Null for nothing.
    /// </summary>
    public DataRequirements? Require { get; set; }

    /// <summary>
    /// Whether a call that waits unusually long for its first content is also sent to the next provider; the first
    /// content wins, and the other attempt is canceled. It shortens the longest waits, and costs more: both providers
    /// may bill. Default: no.
    /// </summary>
    public bool? Hedge { get; set; }

    /// <summary>
    /// How long a hedged call waits before it is also sent to the next provider. Default: the time that 95 of 100 of
    /// this router's streams from that provider stayed under, and until eight of them are known there is no hedging.
    /// Greater than zero and at most 24 days.
    /// </summary>
    public TimeSpan? HedgeDelay { get; set; }

    /// <summary>
    /// How many attempts a call may make, the first one included, from 1 to 10; in a chain, for each model. Default: 3,
    /// and up to 10 with those that follow a pause which a provider asked for (<c>Retry-After</c>), while the call's
    /// deadline leaves room for the pauses.
    /// </summary>
    public int? MaxAttempts { get; set; }

    /// <summary>
    /// Whether a call whose account has no credits left (402) may go on with another account: from the Hugging Face
    /// token to a provider key of <see cref="InferenceProvidersOptions.ProviderKeys"/>, or the other way round.
    /// Default: no, because another account pays then.
    /// </summary>
    public bool? AllowOtherAccount { get; set; }
}
