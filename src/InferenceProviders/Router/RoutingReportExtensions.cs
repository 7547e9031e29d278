using InferenceProviders.Tasks;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// Finds the <see cref="RoutingReport"/> on what this library's clients return, also after it was kept as JSON: in a
/// cache of Microsoft.Extensions.AI, a hybrid cache, a file. <see cref="RoutingReport.IsCached"/> tells so. A stored
/// value that is not a report, or one of another version that cannot be read, is ignored.
/// </summary>
public static class RoutingReportExtensions
{
    /// <summary>
    /// The report of the call that gave this response, or null when the response is not from this library.
    /// </summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ReportProperty.Find(response.AdditionalProperties);
    }

    /// <summary>The report, on the last update of a stream; null on the others.</summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ReportProperty.Find(update.AdditionalProperties);
    }

    /// <summary>
    /// The report of the call that gave this response, or null when the response is not from this library.
    /// </summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this ImageGenerationResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Contents.Select(content => ReportProperty.Find(content.AdditionalProperties))
            .FirstOrDefault(report => report is not null);
    }

    /// <summary>
    /// The report of the call that gave this response, or null when the response is not from this library.
    /// </summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this VideoGenerationResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ReportProperty.Find(response.AdditionalProperties);
    }

    /// <summary>
    /// The report of the call that gave this response, or null when the response is not from this library.
    /// </summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this RerankResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ReportProperty.Find(response.AdditionalProperties);
    }

    /// <summary>
    /// The report of the call that gave this response, or null when the response is not from this library.
    /// </summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this SpeechToTextResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ReportProperty.Find(response.AdditionalProperties);
    }

    /// <summary>
    /// The report of the call that gave this response, or null when the response is not from this library.
    /// </summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this TextToSpeechResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ReportProperty.Find(response.AdditionalProperties);
    }

    /// <summary>The report, on the last update of a stream; null on the others.</summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this SpeechToTextResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ReportProperty.Find(update.AdditionalProperties);
    }

    /// <summary>The report, on the last update of a stream; null on the others.</summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is null.</exception>
    public static RoutingReport? GetRoutingReport(this TextToSpeechResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ReportProperty.Find(update.AdditionalProperties);
    }

    /// <summary>
    /// The report of the call that gave these embeddings, or null when they are not from this library. Where a cache
    /// gave some and a provider the others, it is that of the provider.
    /// </summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="embeddings"/> is null.</exception>
    public static RoutingReport? GetRoutingReport<TEmbedding>(this GeneratedEmbeddings<TEmbedding> embeddings)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        return ReportProperty.Find(embeddings);
    }
}
