using InferenceProviders.SemanticKernel.Services;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel;

/// <summary>Finds the <see cref="RoutingReport"/> on what Semantic Kernel returns.</summary>
public static class KernelContentExtensions
{
    /// <summary>
    /// The report of the call that gave this content: an image, audio, a text or a chat message. Null on contents that
    /// are not from this library. It is the metadata entry <c>RoutingReport</c>.
    /// </summary>
    /// <param name="content">The content.</param>
    /// <returns>The report, or null.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this KernelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Find(content.Metadata);
    }

    /// <summary>The report, on the last content of a stream; null on the others.</summary>
    /// <param name="content">The content.</param>
    /// <returns>The report, or null.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this StreamingKernelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Find(content.Metadata);
    }

    private static RoutingReport? Find(IReadOnlyDictionary<string, object?>? metadata) =>
        metadata?.Values.OfType<RoutingReport>().FirstOrDefault()
        ?? (metadata?.TryGetValue(ContentMetadata.Report, out var stored) is true ? Read(stored) : null);

    /// <summary>What a history that was kept as JSON has in the report's place.</summary>
    private static RoutingReport? Read(object? stored) =>
        new ChatResponse { AdditionalProperties = new() { [ContentMetadata.ReportProperty] = stored } }
            .GetRoutingReport();
}
