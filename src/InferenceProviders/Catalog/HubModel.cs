namespace InferenceProviders;

/// <summary>A model of the Hub's search (<c>GET /api/models</c>).</summary>
public sealed record HubModel
{
    /// <summary>The model's id, <c>org/name</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the model is for, by the Hub's <c>pipeline_tag</c>; null when it has none.</summary>
    public InferenceTask? Task { get; init; }

    /// <summary>How often it was downloaded in the last month; null when the Hub does not say.</summary>
    public long? Downloads { get; init; }

    /// <summary>How many people like it; null when the Hub does not say.</summary>
    public long? Likes { get; init; }

    /// <summary>The Hub's tags: libraries, languages, licenses, <c>conversational</c>, …</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
