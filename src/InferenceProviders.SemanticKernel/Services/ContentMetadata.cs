namespace InferenceProviders.SemanticKernel.Services;

/// <summary>What the contents of a result say about the call that made them.</summary>
internal static class ContentMetadata
{
    public const string Report = "RoutingReport";

    /// <summary>Where responses of Microsoft.Extensions.AI have it.</summary>
    public const string ReportProperty = "inference_providers.routing_report";

    public static Dictionary<string, object?> Of(RoutingReport? report)
    {
        var metadata = new Dictionary<string, object?>();
        if (report is not null)
        {
            metadata["Model"] = report.Model;
            metadata["Provider"] = report.Provider;
            metadata["RequestId"] = report.RequestId;
            metadata[Report] = report;
        }

        return metadata;
    }
}
