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

    /// <summary>The least context length, in tokens; not negative. Null for any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? MinContextLength
    {
        get;
        init => field = value is null or >= 0 ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MinContextLength), value, "The context length must not be negative.");
    }

    /// <summary>The highest price of a million prompt tokens, in US dollars; not negative. Null for any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal? MaxInputPrice
    {
        get;
        init => field = Price(value, nameof(MaxInputPrice));
    }

    /// <summary>The highest price of a million answer tokens, in US dollars; not negative. Null for any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal? MaxOutputPrice
    {
        get;
        init => field = Price(value, nameof(MaxOutputPrice));
    }

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

    private static decimal? Price(decimal? price, string argument) => price is null or >= 0 ? price
        : throw new ArgumentOutOfRangeException(argument, price, "The price must not be negative.");
}
