using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel;

/// <summary>Finds the <see cref="RoutingReport"/> on what Semantic Kernel returns.</summary>
public static class KernelContentExtensions
{
    /// <summary>
    /// The report of the call that gave this content: an image, audio, a text, a chat message, or the last content of a streamed one. Null on other
    /// contents, and on those that are not from this library. It is the metadata entry <c>RoutingReport</c>.
    /// </summary>
    public static RoutingReport? GetRoutingReport(this KernelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.Metadata?.Values.OfType<RoutingReport>().FirstOrDefault();
    }
}
