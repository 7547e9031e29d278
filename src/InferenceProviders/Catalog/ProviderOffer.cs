namespace InferenceProviders;

/// <summary>
/// What one provider offers for one model, as <c>GET /v1/models</c> lists it. Null means that the router does not say.
/// </summary>
public sealed record ProviderOffer
{
    /// <summary>The provider. It may be one that this library has no name for.</summary>
    public required string Provider { get; init; }

    /// <summary><c>live</c>, <c>staging</c> or <c>error</c>; other words are passed through.</summary>
    public required string Status { get; init; }

    /// <summary>The longest prompt and answer together, in tokens.</summary>
    public long? ContextLength { get; init; }

    /// <summary>The price of a million prompt tokens, in US dollars.</summary>
    public decimal? InputPrice { get; init; }

    /// <summary>The price of a million answer tokens, in US dollars.</summary>
    public decimal? OutputPrice { get; init; }

    /// <summary>
    /// Whether calls through Hugging Face's router cost nothing, whatever the prices say: they pass every spend limit.
    /// </summary>
    public bool? IsFree { get; init; }

    /// <summary>Whether the model can call tools there.</summary>
    public bool? SupportsTools { get; init; }

    /// <summary>Whether the provider makes answers follow a JSON schema.</summary>
    public bool? SupportsStructuredOutput { get; init; }

    /// <summary>Whether the provider is also who made the model.</summary>
    public bool? IsModelAuthor { get; init; }

    /// <summary>From the request to the first token, as the router measured it.</summary>
    public TimeSpan? FirstTokenLatency { get; init; }

    /// <summary>Answer tokens a second, as the router measured it.</summary>
    public double? Throughput { get; init; }

    /// <summary>Whether <see cref="Status"/> is <c>live</c>.</summary>
    public bool IsLive => string.Equals(Status, "live", StringComparison.OrdinalIgnoreCase);
}
