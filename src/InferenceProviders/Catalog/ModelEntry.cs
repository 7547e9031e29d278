namespace InferenceProviders;

/// <summary>A model of the router's list, with who offers it (<c>GET /v1/models</c>).</summary>
public sealed record ModelEntry
{
    /// <summary>The model's id on the Hub, <c>org/name</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who made it; null when the router does not say.</summary>
    public string? OwnedBy { get; init; }

    /// <summary>When it was published; null when the router does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>
    /// What it takes: <c>text</c>, <c>image</c>, <c>audio</c>, <c>video</c>, … Empty when the router does not say.
    /// </summary>
    public IReadOnlyList<string> InputModalities { get; init; } = [];

    /// <summary>What it gives: mostly <c>text</c>. Empty when the router does not say.</summary>
    public IReadOnlyList<string> OutputModalities { get; init; } = [];

    /// <summary>Who offers it, in the router's order.</summary>
    public IReadOnlyList<ProviderOffer> Offers { get; init; } = [];

    /// <summary>The offer of a provider, ignoring case, or null.</summary>
    /// <returns>The offer, or null when the provider does not offer the model.</returns>
    public ProviderOffer? Offer(string provider)
    {
        for (var i = 0; i < Offers.Count; i++)
        {
            if (string.Equals(Offers[i].Provider, provider, StringComparison.OrdinalIgnoreCase))
            {
                return Offers[i];
            }
        }

        return null;
    }

    /// <summary>
    /// Whether it takes a modality (<c>image</c>, <c>audio</c>, …), ignoring case. False when the router does not say.
    /// </summary>
    /// <returns>True when the list says that it does; otherwise, false.</returns>
    public bool Accepts(string modality) => Has(InputModalities, modality);

    /// <summary>
    /// Whether it serves a task. The list says modalities, not tasks: what gives text serves <c>conversational</c> and
    /// <c>text-generation</c>, and <c>image-text-to-text</c> too when it takes images. A model of unknown output counts
    /// as giving text, because the list is that of chat models.
    /// </summary>
    /// <returns>True when it does; otherwise, false.</returns>
    public bool Serves(InferenceTask task)
    {
        var givesText = OutputModalities.Count == 0 || Has(OutputModalities, "text");
        return task == InferenceTask.Conversational || task == InferenceTask.TextGeneration ? givesText
            : task.Name.Equals("image-text-to-text", StringComparison.OrdinalIgnoreCase) && givesText
                && Accepts("image");
    }

    private static bool Has(IReadOnlyList<string> modalities, string modality)
    {
        for (var i = 0; i < modalities.Count; i++)
        {
            if (string.Equals(modalities[i], modality, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
