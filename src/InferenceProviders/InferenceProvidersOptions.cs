using System.Net;
using Microsoft.Extensions.Logging;

namespace InferenceProviders;

/// <summary>
/// How an <see cref="InferenceRouter"/> authenticates, where it sends requests and how long it waits.
/// The router takes a validated copy when it is built: later changes to this object have no effect on it.
/// </summary>
public sealed class InferenceProvidersOptions
{
    /// <summary>
    /// The Hugging Face token (<c>hf_…</c>) with the permission "Make calls to Inference Providers". When null, it is
    /// taken from <c>HF_TOKEN</c>, the file that <c>HF_TOKEN_PATH</c> names, or the file that <c>hf auth login</c>
    /// writes (<c>$HF_HOME/token</c>, by default <c>~/.cache/huggingface/token</c>). It is sent to the router and the
    /// Hub, nowhere else.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>
    /// Supplies the Hugging Face token for each call; for tokens that rotate. Wins over <see cref="Token"/> and the
    /// environment. Return null for an anonymous call. It must be thread-safe.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>>? TokenProvider { get; set; }

    /// <summary>
    /// When <see langword="false"/>, the environment and the saved token file are not looked at. Default:
    /// <see langword="true"/>.
    /// </summary>
    public bool UseEnvironment { get; set; } = true;

    /// <summary>
    /// Your own keys by provider (<c>["groq"] = "gsk_…"</c>). A provider that has a key here is called directly, at its
    /// own address and on your own account with it; the Hugging Face token is not sent there. Provider names ignore
    /// case. Several keys (<c>["groq"] = ["gsk_1", "gsk_2"]</c>) share the calls by their weights; one that is out of
    /// requests or of credits, or is refused, is left out for a while, and calls go on with the others. Default: none.
    /// </summary>
    public IDictionary<string, ProviderKeyList> ProviderKeys { get; set; } =
        new Dictionary<string, ProviderKeyList>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Keys for endpoint URLs (Inference Endpoints, TGI, vLLM, llama.cpp server), by host or <c>host:port</c>. Without
    /// an entry, an endpoint on <c>*.endpoints.huggingface.cloud</c> gets the Hugging Face token, and every other host
    /// gets none. Default: none.
    /// </summary>
    public IDictionary<string, string> EndpointKeys { get; set; } = new Dictionary<string, string>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The tools that servers behind endpoint URLs run themselves, by host or <c>host:port</c>:
    /// <c>["gpu.example:8000"] = HostedTools.WebSearch | HostedTools.CodeInterpreter</c>. They are asked for in the
    /// form of OpenAI's Responses API, and a search in chat completions, too, as <c>web_search_options</c>, or in the
    /// host's own form where it is known (OpenRouter, Groq, Z.ai). A tool that is not named here is refused before
    /// anything is sent. Default: none.
    /// </summary>
    public IDictionary<string, HostedTools> EndpointTools { get; set; } = new Dictionary<string, HostedTools>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Other addresses for providers' direct calls, by provider: a gateway of yours, or the emulator. The provider's
    /// own key is sent there, so an address must be https, or http on loopback. For providers that are not named here,
    /// the environment variable <c>INFERENCE_PROVIDERS_HOSTS</c> can stand in for all hosts:
    /// <c>https://api.groq.com/openai</c> is then <c>{INFERENCE_PROVIDERS_HOSTS}/api.groq.com/openai</c>. Default:
    /// none.
    /// </summary>
    public IDictionary<string, Uri> ProviderEndpoints { get; set; } = new Dictionary<string, Uri>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The organization that is billed for routed calls, sent as <c>X-HF-Bill-To</c> (see "Billing for Team and
    /// Enterprise organizations" in the Inference Providers documentation). Null for the owner of the token.
    /// </summary>
    public string? BillTo { get; set; }

    /// <summary>
    /// The provider that is used for models that name none. Null, or <c>auto</c>: the server-side router chooses for
    /// chat, and the first live provider of the Hub's mapping for other tasks.
    /// </summary>
    public string? Provider { get; set; }

    /// <summary>
    /// The router. Default: <c>INFERENCE_PROVIDERS_ROUTER</c>, else <c>https://router.huggingface.co</c>.
    /// </summary>
    public Uri? RouterEndpoint { get; set; }

    /// <summary>The Hub. Default: <c>HF_ENDPOINT</c>, else <c>https://huggingface.co</c>.</summary>
    public Uri? HubEndpoint { get; set; }

    /// <summary>Providers of your own, or replacements for built-in ones (the same name wins). Default: none.</summary>
    public IList<Provider> Providers { get; set; } = [];

    /// <summary>
    /// Which providers calls may use, in what order, and how often they try. Default: that of a new
    /// <see cref="RoutingOptions"/>.
    /// </summary>
    public RoutingOptions Routing { get; set; } = new();

    /// <summary>
    /// Routing policies of your own, which <see cref="RoutingOptions.Policy"/> chooses by name; the name of a built-in
    /// one replaces that. Default: none.
    /// </summary>
    public IList<IRoutePolicy> Policies { get; set; } = [];

    /// <summary>What all calls of the router together may cost. Null: no limit.</summary>
    public SpendLimit? SpendLimit { get; set; }

    /// <summary>
    /// What the calls on one account may cost together: by provider for your own keys (as in
    /// <see cref="ProviderKeys"/>), <c>huggingface</c> for the Hugging Face token, <c>host:port</c> for endpoints.
    /// Default: none.
    /// </summary>
    public IDictionary<string, SpendLimit> SpendLimits { get; set; } = new Dictionary<string, SpendLimit>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What each tenant, each user and the like may spend, by the name of the level: <c>tenant</c>, <c>user</c>. A call
    /// counts there when it carries the limit that <see cref="InferenceRouter.GetSpendLimit"/> gives. Default: none.
    /// </summary>
    public IDictionary<string, SpendLevel> SpendLevels { get; set; } = new Dictionary<string, SpendLevel>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Your own prices, by model and provider: for tasks other than chat, for endpoints, and in place of the catalog's
    /// where yours differ. Calls with a price are reserved on spend limits and counted.
    /// </summary>
    public IList<ModelPrice> Prices { get; set; } = [];

    /// <summary>
    /// What you know of how providers treat the data of calls, for <see cref="RoutingOptions.Require"/>: by provider,
    /// and by host or <c>host:port</c> for endpoints. An entry <c>huggingface</c> says how Hugging Face's router treats
    /// what goes through it: then a routed call must be right on both. Without that entry only the provider counts.
    /// Default: nothing is known.
    /// </summary>
    public IDictionary<string, DataPolicy> DataPolicies { get; set; } = new Dictionary<string, DataPolicy>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// How spend limits, cooldowns, conversations and the list of models are shared with other processes. Default: not
    /// at all.
    /// </summary>
    public SharingOptions Sharing { get; set; } = new();

    /// <summary>
    /// How much may be sent on an account: by provider for your own keys (each key has as much), <c>huggingface</c> for
    /// the Hugging Face token, <c>host:port</c> for endpoints; with a slash and a model's id behind it, for that model
    /// alone (<c>groq/openai/gpt-oss-120b</c>). Both hold where both are given. Default: no limits.
    /// </summary>
    public IDictionary<string, RateLimit> RateLimits { get; set; } = new Dictionary<string, RateLimit>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>How long each stage may take. Default: those of a new <see cref="InferenceTimeouts"/>.</summary>
    public InferenceTimeouts Timeouts { get; set; } = new();

    /// <summary>
    /// How large lines, bodies and downloads may be. Default: those of a new <see cref="InferenceLimits"/>.
    /// </summary>
    public InferenceLimits Limits { get; set; } = new();

    /// <summary>
    /// Lets media files be fetched from this machine, also over plain http: for the emulator. Otherwise result and
    /// input URLs must be https on a public address, whatever a provider answers. Default: <see langword="false"/>,
    /// unless <c>INFERENCE_PROVIDERS_HOSTS</c> is on this machine.
    /// </summary>
    public bool AllowLoopbackDownloads { get; set; }

    /// <summary>
    /// How long an answer of the Hub about a model's providers is used. Greater than zero and at most 24 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for good; the router refuses another value with an
    /// <see cref="ArgumentOutOfRangeException"/>. Default: 10 minutes.
    /// </summary>
    public TimeSpan MappingLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long the router's list of models and prices is used before a new one is fetched. Greater than zero and at
    /// most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/> for good; the router refuses another value with an
    /// <see cref="ArgumentOutOfRangeException"/>. Default: 10 minutes.
    /// </summary>
    public TimeSpan CatalogLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Keeps the bytes of every streamed event in <c>ChatResponseUpdate.RawRepresentation</c> as <see cref="RawJson"/>.
    /// Off by default because it doubles what a token allocates. Non-streaming responses always have it.
    /// </summary>
    public bool KeepRawStreamEvents { get; set; }

    /// <summary>
    /// Whether prompts and answers are put on the spans of <see cref="InferenceTelemetry.SourceName"/>. Default: only
    /// when <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c> is <c>true</c>.
    /// </summary>
    public bool? CaptureMessageContent { get; set; }

    /// <summary>
    /// Your own client. It is used as it is and never disposed; it should not follow redirects, and its own
    /// <see cref="HttpClient.Timeout"/> still applies. Media files behind URLs that a provider or a user named are
    /// fetched by the library's own connections, which check that they lead to a public address. At most one of
    /// <see cref="HttpClient"/>, <see cref="HttpMessageHandler"/> and <see cref="HttpClientFactory"/> may be set. Null
    /// for the built-in handler.
    /// </summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>
    /// Your own handler, in place of the built-in one. It is used as it is and never disposed; it should not follow
    /// redirects. Media files are fetched by the library's own connections, as with <see cref="HttpClient"/>, unless
    /// the handler is a stub that opens none. Null for the built-in one.
    /// </summary>
    public HttpMessageHandler? HttpMessageHandler { get; set; }

    /// <summary>
    /// Creates a client for each exchange, for <c>IHttpClientFactory</c>: <c>() =&gt;
    /// factory.CreateClient("inference")</c>. Media files are fetched by the library's own connections, as with
    /// <see cref="HttpClient"/>. Null for the built-in handler.
    /// </summary>
    public Func<HttpClient>? HttpClientFactory { get; set; }

    /// <summary>
    /// Names your application in the <c>User-Agent</c> header, for example <c>my-app/1.2</c>. Null for none.
    /// </summary>
    public string? ApplicationName { get; set; }

    /// <summary>Where the library logs. Neither tokens nor prompts are ever logged. Null for no logs.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Numbers of 0 to 1, by which waits are spread; tests give their own.</summary>
    internal Func<double> Chance { get; set; } = Random.Shared.NextDouble;

    /// <summary>
    /// Finds the addresses of the hosts of media files, for tests of what a name can lead to; null for the system's own
    /// way.
    /// </summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>>? ResolveHost { get; set; }

    /// <summary>Returns a description without token and keys.</summary>
    public override string ToString() =>
        $"{nameof(InferenceProvidersOptions)} {{ Provider = {Provider ?? "auto"}, ProviderKeys = "
        + $"{ProviderKeys.Count} }}";
}
