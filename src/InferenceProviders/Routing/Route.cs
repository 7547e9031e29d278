using System.Net.Http.Headers;
using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Options;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.RateLimits;
using InferenceProviders.Tasks;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing;

/// <summary>
/// Where one attempt of a call goes: a provider, the model's id there, an address, and the secret that belongs to that
/// address.
/// </summary>
internal sealed record Route : IErrorSource
{
    /// <summary>The name of a route whose provider the server chooses.</summary>
    public const string AutoName = "auto";

    /// <summary>What such a route is called in sentences.</summary>
    public const string AutoSpeaker = "Hugging Face router";

    private ResolvedPath? _resolved;

    public required Provider Provider { get; init; }

    /// <summary>The model as the caller named it.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// The model's id on the Hub, without a suffix; null for endpoints and for ids of a provider's own.
    /// </summary>
    public string? ModelId { get; init; }

    /// <summary>The model's id at the provider.</summary>
    public required string ProviderModel { get; init; }

    public required InferenceTask Task { get; init; }

    /// <summary>How a chat is sent; null for tasks that have one way only.</summary>
    public ChatProtocol? Protocol { get; init; }

    public required AuthMode AuthMode { get; init; }

    /// <summary>
    /// Whether it was taken only because the conversation's last answer came from there; nobody asked for it by name.
    /// </summary>
    public bool IsKept { get; init; }

    /// <summary>Every path of the route is below this address.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The header's value, with the secret in it; null for an anonymous call.</summary>
    public AuthenticationHeaderValue? Authorization
    {
        get;
        init
        {
            field = value;
            AuthorizationHeader = value?.ToString();
        }
    }

    /// <summary>The same as it goes out, made once rather than by every request.</summary>
    internal string? AuthorizationHeader { get; private init; }

    /// <summary>The Hub's entry, when the route came from one (LoRA adapters need it).</summary>
    public ProviderMapping? Mapping { get; init; }

    /// <summary>
    /// Price, context and capabilities as the catalog listed them when the route was made; null when it did not.
    /// </summary>
    public ProviderOffer? Offer { get; init; }

    /// <summary>What it costs by the user's own prices; null when they do not say.</summary>
    public UnitPrices? Prices { get; init; }

    /// <summary>What is known of how data is treated there; null for nothing.</summary>
    public DataFacts? Data { get; init; }

    /// <summary>The full URL of an endpoint, which is used as it is.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>What its attempts have shown; null for routes that are not watched.</summary>
    public RouteHealth? Health { get; init; }

    /// <summary>
    /// The name of the user's key that is sent; null for the only one, unless it has a name, and where none is chosen
    /// yet.
    /// </summary>
    public string? KeyName { get; init; }

    /// <summary>The route with each of the user's keys for the provider; null when there are not several.</summary>
    public KeyRing? Keys { get; init; }

    /// <summary>The users' own limits that it falls under; null for none.</summary>
    public RateGate? Gate { get; init; }

    /// <summary>Who pays for it.</summary>
    public string Account => AuthMode switch
    {
        AuthMode.Routed => "huggingface",
        AuthMode.Direct => Provider.Name,
        _ => BaseAddress.Authority,
    };

    /// <summary>
    /// Whether a request that may have run can be sent again without harm to the user's bill and data. A chat before
    /// its first content can; for other tasks the provider's codec knows.
    /// </summary>
    public bool IsRepeatable => Provider.Codec<TaskCodec>(Task)?.IsRepeatable ?? true;

    /// <summary>The name by which it is identified.</summary>
    public string Name => Provider.Name;

    /// <summary>The name in logs: with that of the key, where it has one.</summary>
    public string LogName => KeyName is null ? Name : $"{Name} ({KeyName})";

    /// <summary>The name in sentences.</summary>
    public string Speaker => SpeakerOf(null);

    /// <summary>
    /// The name in sentences about what it said: whoever answered behind the server-side router, if that is known.
    /// </summary>
    public string SpeakerOf(string? answered) => answered ?? (Name == AutoName ? AutoSpeaker : Name);

    /// <summary>Whether the other route is the same but for the user's key.</summary>
    public bool HasOtherKey(Route other) =>
        Keys is not null && ReferenceEquals(Keys, other.Keys) && !ReferenceEquals(this, other);

    /// <summary>Whether one of several keys has to be chosen before it is taken.</summary>
    public bool NeedsKey => Keys is not null && KeyName is null;

    /// <summary>
    /// The URL for a path of the provider's, checked to be below the route's address. The last one is kept: a route is
    /// mostly asked for one path.
    /// </summary>
    public Uri Resolve(string path)
    {
        if (Endpoint is not null)
        {
            return Endpoint;
        }

        // A copy of this record may have another address.
        if (_resolved is { } last && ReferenceEquals(last.Path, path) && ReferenceEquals(last.BaseAddress, BaseAddress)
            && ReferenceEquals(last.Model, ProviderModel))
        {
            return last.Uri;
        }

        var uri = RouteGuard.Resolve(BaseAddress, path, ProviderModel);
        _resolved = new(path, BaseAddress, ProviderModel, uri);
        return uri;
    }

    /// <summary>The route as the errors of its exchanges name it.</summary>
    public ErrorSource Source => new(Name, Model, AuthMode, Authorization?.Parameter)
    {
        Speaker = Speaker,
        IsRouter = Name == AutoName,
        Address = BaseAddress,
        KeyName = KeyName,
        Codes = Provider.ErrorCodes,
    };

    /// <summary>Learns what is left of limits; behind the automatic route they are of whoever answered.</summary>
    void IErrorSource.Observe(HttpResponseMessage response) => Health?.Observe(response, rests: Name != AutoName);

    /// <inheritdoc cref="ErrorSource.Error"/>
    public InferenceException Error(
        InferenceErrorKind kind, string message, Exception? cause = null, FailureStage stage = FailureStage.Exchange,
            ResponseInfo info = default) =>
        Source.Error(kind, message, cause, stage, info);

    /// <summary>
    /// An error of a request that the provider has no place for: it is refused before it is sent, and another route may
    /// take it.
    /// </summary>
    public InferenceException NotSupported(string message) =>
        Error(InferenceErrorKind.NotSupported, message, stage: FailureStage.Check);

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Provider.Name} ({AuthMode}) {ProviderModel}";

    private sealed record ResolvedPath(string Path, Uri BaseAddress, string Model, Uri Uri);
}
