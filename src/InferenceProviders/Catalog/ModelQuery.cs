namespace InferenceProviders;

/// <summary>
/// What models and offers of a <see cref="ModelCatalog"/> must have. What the router does not say counts as not there:
/// an offer without a price is not below a limit, one that does not mention tools has none.
/// </summary>
public sealed record ModelQuery
{
    /// <summary>The task that the model serves; see <see cref="ModelEntry.Serves"/>.</summary>
    public InferenceTask? Task { get; init; }

    /// <summary>What the model takes: <c>image</c>, <c>audio</c>, …</summary>
    public string? InputModality { get; init; }

    /// <summary>The provider that offers it.</summary>
    public string? Provider { get; init; }

    /// <summary>Whether the offer must support tools.</summary>
    public bool Tools { get; init; }

    /// <summary>Whether the offer must support JSON schemas.</summary>
    public bool StructuredOutput { get; init; }

    /// <summary>The least context length, in tokens.</summary>
    public long? MinContextLength { get; init; }

    /// <summary>The highest price of a million prompt tokens, in US dollars.</summary>
    public decimal? MaxInputPrice { get; init; }

    /// <summary>The highest price of a million answer tokens, in US dollars.</summary>
    public decimal? MaxOutputPrice { get; init; }

    /// <summary>Whether offers that are not live count too. Default: <see langword="false"/>.</summary>
    public bool IncludeNotLive { get; init; }

    internal bool Matches(ModelEntry model) =>
        (Task is not { } task || model.Serves(task)) && (InputModality is null || model.Accepts(InputModality));

    internal bool Matches(ProviderOffer offer) =>
        (IncludeNotLive || offer.IsLive)
        && (Provider is null || string.Equals(Provider, offer.Provider, StringComparison.OrdinalIgnoreCase))
        && (!Tools || offer.SupportsTools == true)
        && (!StructuredOutput || offer.SupportsStructuredOutput == true)
        && (MinContextLength is null || offer.ContextLength >= MinContextLength)
        && (MaxInputPrice is null || offer.InputPrice <= MaxInputPrice)
        && (MaxOutputPrice is null || offer.OutputPrice <= MaxOutputPrice);
}
