namespace InferenceProviders;

/// <summary>
/// One entry of the Hub's mapping: that a provider serves a model for a task, and under which id ("Hub API" in the
/// documentation).
/// </summary>
public sealed record ProviderMapping
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's id at the provider.</summary>
    public required string ProviderId { get; init; }

    /// <summary>The task that it is served for.</summary>
    public required InferenceTask Task { get; init; }

    /// <summary><c>live</c>, <c>staging</c> or <c>error</c>; other words are passed through.</summary>
    public required string Status { get; init; }

    /// <summary><c>lora</c> when the model is an adapter on a base model of the provider; otherwise null.</summary>
    public string? Adapter { get; init; }

    /// <summary>The path of the adapter's weights in the model's repository.</summary>
    public string? AdapterWeightsPath { get; init; }

    /// <summary>Whether <see cref="Status"/> is <c>live</c>.</summary>
    public bool IsLive => string.Equals(Status, "live", StringComparison.OrdinalIgnoreCase);
}
