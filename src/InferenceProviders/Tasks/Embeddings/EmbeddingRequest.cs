using System.Diagnostics;
using System.Text;
using InferenceProviders.Catalog;
using InferenceProviders.Routing.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Texts to embed, with the options of the task specification ("Feature Extraction" in the documentation).
/// </summary>
internal sealed record EmbeddingRequest : ICallSubject, IMeasuredRequest
{
    public const string BatchSizeKey = "batch_size";
    public const string PoolingKey = "pooling";

    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>What the numbers of the vectors are to be.</summary>
    public EmbeddingElement Element { get; init; }

    public int? Dimensions { get; init; }

    /// <summary>The largest number of texts in one request; null for the provider's limit.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Whether the vectors of a text's tokens are averaged, when a model gives those.</summary>
    public bool MeanPooling { get; init; }

    /// <summary>
    /// What goes onto the wire under its own name: <c>normalize</c>, <c>truncate</c>, <c>truncation_direction</c>,
    /// <c>prompt_name</c>, …
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Parameters { get; init; } = [];

    IEnumerable<string> ICallSubject.Texts => Inputs;

    RequestAmounts IMeasuredRequest.Measure(InferenceTask task) =>
        new() { TextBytes = Inputs.Sum(text => (double)Encoding.UTF8.GetByteCount(text)) };

    void ICallSubject.Describe(Activity span, bool withContent)
    {
        // The texts are not prompts: the conventions have no attribute for them.
    }

    /// <summary>Refuses what a form of requests has no name for, before it is sent.</summary>
    public void RequireFloats(TaskExchange exchange)
    {
        if (Element != EmbeddingElement.Float)
        {
            throw exchange.Route.Error(
                InferenceErrorKind.NotSupported,
                $"{exchange.Route.Name} gives vectors of floats only: use IEmbeddingGenerator<string, "
                    + "Embedding<float>>, or a provider that has the others (Cohere, some endpoints below /v1).");
        }
    }

    public bool Has(string parameter) => Parameters.Any(pair => pair.Key == parameter);

    public static EmbeddingRequest Create(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, int? defaultDimensions,
        EmbeddingElement element = EmbeddingElement.Float)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] inputs = [.. values];
        var empty = Array.FindIndex(inputs, string.IsNullOrEmpty);
        if (empty >= 0)
        {
            throw new ArgumentException(
                $"The text at index {empty} is empty: providers reject empty texts.", nameof(values));
        }

        var dimensions = options?.Dimensions ?? defaultDimensions;
        if (dimensions is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), dimensions, "Dimensions must be greater than zero.");
        }

        var properties = options?.AdditionalProperties;
        if (properties?.Keys.FirstOrDefault(name => name is "model" or "input" or "inputs"
            || (name == "dimensions" && dimensions is not null)) is { } taken)
        {
            throw new ArgumentException(
                $"'{taken}' cannot be set in AdditionalProperties: use the option or argument for it.",
                nameof(options));
        }

        return new EmbeddingRequest
        {
            Inputs = inputs,
            Element = element,
            Dimensions = dimensions,
            BatchSize = BatchSizeOf(properties),
            MeanPooling = MeanPoolingOf(properties),
            Parameters = [
                .. OwnProperties.Without(properties)
                .Where(pair => pair.Key is not (BatchSizeKey or PoolingKey) && pair.Value is not null)],
        };
    }

    private static int? BatchSizeOf(AdditionalPropertiesDictionary? properties) =>
        properties is null || !properties.TryGetValue(BatchSizeKey, out var value) || value is null ? null
        : properties.TryGetValue<int>(BatchSizeKey, out var size) && size > 0 ? size
        : throw new ArgumentException(
            $"AdditionalProperties[\"{BatchSizeKey}\"] must be a whole number greater than zero.", nameof(properties));

    private static bool MeanPoolingOf(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(PoolingKey, out var value) && value is not null
        && (value.ToString() is "mean"
            ? true
            : throw new ArgumentException(
                $"AdditionalProperties[\"{PoolingKey}\"] must be \"mean\", or absent.", nameof(properties)));
}
