using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using InferenceProviders.Catalog;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Tasks.Generation;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Reranking;

/// <summary>A query and the documents to rank, checked.</summary>
internal sealed record RerankRequest : ICallSubject, IMeasuredRequest
{
    public const string BatchSizeKey = "batch_size";

    /// <summary>Where the forms of requests have the model, the texts and the number of results.</summary>
    private static readonly string[] Taken = ["model", "query", "queries", "documents", "texts", "inputs", "top_n"];

    public required string Query { get; init; }

    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>How many results are wanted; at most as many as there are documents.</summary>
    public required int Count { get; init; }

    public int? MaxTokensPerDocument { get; init; }

    public bool? Truncate { get; init; }

    /// <summary>The largest number of documents in one request; null for the provider's limit.</summary>
    public int? BatchSize { get; init; }

    /// <summary>What goes onto the wire under its own name.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Parameters { get; init; } = [];

    /// <summary>Values that win over everything else in the body.</summary>
    public JsonObject? Overrides { get; init; }

    /// <summary>Whether all documents are asked for.</summary>
    public bool IsAll => Count == Documents.Count;

    IEnumerable<string> ICallSubject.Texts => Documents.Prepend(Query);

    /// <summary>Each document is read together with the query.</summary>
    RequestAmounts IMeasuredRequest.Measure(InferenceTask task) => new()
    {
        TextBytes = Documents.Sum(text => (double)Encoding.UTF8.GetByteCount(text))
            + ((double)Documents.Count * Encoding.UTF8.GetByteCount(Query)),
    };

    void ICallSubject.Describe(Activity span, bool withContent)
    {
        // The texts are not prompts: the conventions have no attribute for them.
    }

    public static RerankRequest Create(
        string query, IEnumerable<string> documents, RerankOptions? options, IReranker reranker)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(documents);
        string[] texts = [.. documents];
        var empty = Array.FindIndex(texts, string.IsNullOrWhiteSpace);
        if (empty >= 0)
        {
            throw new ArgumentException(
                $"The document at index {empty} is empty: leave it out.",
                nameof(documents));
        }

        Check(options?.TopN, nameof(RerankOptions.TopN));
        Check(options?.MaxTokensPerDocument, nameof(RerankOptions.MaxTokensPerDocument));
        return new RerankRequest
        {
            Query = query,
            Documents = texts,
            Count = Math.Min(options?.TopN ?? texts.Length, texts.Length),
            MaxTokensPerDocument = options?.MaxTokensPerDocument,
            Truncate = options?.Truncate,
            BatchSize = BatchSizeOf(options),
            Parameters = ParametersOf(options),
            Overrides = GenerationOptions.Overrides(
                options?.RawRepresentationFactory?.Invoke(reranker), nameof(options)),
        };

        static void Check(int? value, string name)
        {
            if (value is <= 0)
            {
                throw new ArgumentOutOfRangeException(nameof(options), value, $"{name} must be greater than zero.");
            }
        }
    }

    /// <summary>The documents of a batch, of which the best are wanted.</summary>
    public RerankRequest Part(Range range)
    {
        var (first, length) = range.GetOffsetAndLength(Documents.Count);
        return length == Documents.Count ? this
            : this with { Documents = [.. Documents.Skip(first).Take(length)], Count = Math.Min(Count, length) };
    }

    private static List<KeyValuePair<string, object?>> ParametersOf(RerankOptions? options)
    {
        var properties = options?.AdditionalProperties;
        if (properties?.Keys.FirstOrDefault(name => Taken.Contains(name)) is { } taken)
        {
            throw new ArgumentException(
                $"'{taken}' cannot be set in AdditionalProperties: use the option or argument for it.",
                nameof(options));
        }

        return
        [
            .. OwnProperties.Without(properties).Where(pair => pair.Key != BatchSizeKey && pair.Value is not null),
        ];
    }

    private static int? BatchSizeOf(RerankOptions? options) =>
        options?.AdditionalProperties is not { } properties || !properties.TryGetValue(BatchSizeKey, out var value)
            || value is null ? null
        : properties.TryGetValue<int>(BatchSizeKey, out var size) && size > 0 ? size
        : throw new ArgumentException(
            $"AdditionalProperties[\"{BatchSizeKey}\"] must be a whole number greater than zero.", nameof(options));
}
