namespace InferenceProviders;

/// <summary>What a reranker is, for telemetry and decorators.</summary>
/// <param name="providerName">The service, as OpenTelemetry names it.</param>
/// <param name="providerUri">Its address.</param>
/// <param name="defaultModelId">The model that is used when options name none.</param>
public sealed class RerankerMetadata(
    string? providerName = null, Uri? providerUri = null, string? defaultModelId = null)
{
    /// <summary>The service, as OpenTelemetry names it.</summary>
    public string? ProviderName { get; } = providerName;

    /// <summary>Its address.</summary>
    public Uri? ProviderUri { get; } = providerUri;

    /// <summary>The model that is used when options name none.</summary>
    public string? DefaultModelId { get; } = defaultModelId;
}
