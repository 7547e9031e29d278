using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// How documents are to be ranked. Each option is sent when it is set; a provider that has no place for one refuses the
/// call with <see cref="InferenceErrorKind.NotSupported"/>.
/// </summary>
public class RerankOptions
{
    /// <summary>Creates options with nothing set.</summary>
    public RerankOptions()
    {
    }

    /// <summary>Copies options; the additional properties are copied one by one.</summary>
    /// <param name="other">Null for empty options.</param>
    protected RerankOptions(RerankOptions? other)
    {
        if (other is null)
        {
            return;
        }

        ModelId = other.ModelId;
        TopN = other.TopN;
        ReturnDocuments = other.ReturnDocuments;
        MaxTokensPerDocument = other.MaxTokensPerDocument;
        Truncate = other.Truncate;
        Routing = other.Routing;
        RawRepresentationFactory = other.RawRepresentationFactory;
        AdditionalProperties = other.AdditionalProperties?.Clone();
    }

    /// <summary>A model in place of the reranker's own. Null for the reranker's.</summary>
    public string? ModelId { get; set; }

    /// <summary>
    /// How many documents to return, the best ones; greater than zero. Null, or more than there are: all of them. A
    /// call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? TopN { get; set; }

    /// <summary>
    /// Whether each result has its document's text (<see cref="RerankResult.Document"/>), from the list that was given:
    /// no provider is asked to send it back. Default: yes. Turn it off for responses that are stored.
    /// </summary>
    public bool ReturnDocuments { get; set; } = true;

    /// <summary>
    /// The most tokens of each document that are read (<c>max_tokens_per_doc</c>); greater than zero. Cohere takes it,
    /// and servers of your own in its form. Null for the provider's limit. A call with a value of zero or less throws
    /// an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? MaxTokensPerDocument { get; set; }

    /// <summary>
    /// Whether documents that are too long for the model are cut rather than refused. HF Inference takes it, and
    /// text-embeddings-inference (<c>truncate</c>). Null for the provider's default.
    /// </summary>
    public bool? Truncate { get; set; }

    /// <summary>
    /// Which providers the call may use, what it may cost, and who pays. Null, or what is null in it: the router's own.
    /// </summary>
    public RoutingOptions? Routing { get; set; }

    /// <summary>
    /// Gives a <see cref="System.Text.Json.Nodes.JsonObject"/> whose fields go into the body of each request and win
    /// over everything else there. It is called once a call, with the reranker. Null for none.
    /// </summary>
    public Func<IReranker, object?>? RawRepresentationFactory { get; set; }

    /// <summary>
    /// Parameters of the provider's own, by their wire names (<c>instruction</c>, <c>priority</c>, <c>raw_scores</c>);
    /// <c>batch_size</c> makes requests smaller than the provider's limit, and larger than the default at an endpoint
    /// of your own. Null for none.
    /// </summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; set; }

    /// <summary>A copy that can be changed without changing this one.</summary>
    /// <returns>The copy.</returns>
    public virtual RerankOptions Clone() => new(this);
}
