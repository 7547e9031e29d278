using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Documents in the order of how well they answer a query.</summary>
public class RerankResponse
{
    /// <summary>Creates a response.</summary>
    /// <param name="results">The results, the best first.</param>
    /// <exception cref="ArgumentNullException"><paramref name="results"/> is null.</exception>
    public RerankResponse(IReadOnlyList<RerankResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Results = results;
    }

    /// <summary>
    /// The results, the best first; those of the same score in the order of the list that was given. As many as there
    /// were documents, or <see cref="RerankOptions.TopN"/>.
    /// </summary>
    public IReadOnlyList<RerankResult> Results { get; }

    /// <summary>The model that answered, as the provider calls it where it says. Null where nobody was asked.</summary>
    public string? ModelId { get; set; }

    /// <summary>
    /// What the provider counted, over all requests of the call: tokens, and what else it bills by its name on the wire
    /// (Cohere: <c>billed_units.search_units</c>) among the additional counts. Null when it did not count.
    /// </summary>
    public UsageDetails? Usage { get; set; }

    /// <summary>
    /// The provider's answer as it was received (<see cref="RawJson"/>), or a list of them where there were several
    /// requests.
    /// </summary>
    public object? RawRepresentation { get; set; }

    /// <summary>More about the call; the <see cref="RoutingReport"/> among it.</summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; set; }
}
