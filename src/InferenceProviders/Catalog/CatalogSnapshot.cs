using System.Text.Json;

namespace InferenceProviders.Catalog;

/// <summary>
/// What is known of models at one moment, as a document in the words of the wire, so that the same readers read it.
/// </summary>
internal sealed record CatalogSnapshot(ModelCatalog? Models, IReadOnlyList<ModelMapping> Mappings)
{
    private const int Version = 1;

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", Version);
        if (Models is { } models)
        {
            writer.WriteString("retrieved_at", models.RetrievedAt);
            writer.WriteStartArray("data");
            foreach (var model in models.Models)
            {
                Write(writer, model);
            }

            writer.WriteEndArray();
        }

        writer.WriteStartObject("mappings");
        foreach (var mapping in Mappings)
        {
            writer.WriteStartObject(mapping.Model);
            writer.WriteStartArray("inferenceProviderMapping");
            foreach (var entry in mapping.Entries)
            {
                Write(writer, entry);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <exception cref="JsonException">The document is none of these.</exception>
    public static CatalogSnapshot Read(JsonElement root)
    {
        if (root.Number("version") is not Version
            || root.Field("mappings") is not { ValueKind: JsonValueKind.Object } mappings)
        {
            throw new JsonException("The document is not a catalog that SaveAsync of this version wrote.");
        }

        var retrieved = root.Field("retrieved_at") is { ValueKind: JsonValueKind.String } text
            && text.TryGetDateTimeOffset(out var at) ? at : (DateTimeOffset?)null;
        return new CatalogSnapshot(
            retrieved is { } time ? ModelCatalogReader.Read(root, time) : null,
            [.. mappings.EnumerateObject().Select(mapping => ModelMappingReader.Read(mapping.Name, mapping.Value))]);
    }

    private static void Write(Utf8JsonWriter writer, ModelEntry model)
    {
        writer.WriteStartObject();
        writer.WriteString("id", model.Id);
        Text(writer, "owned_by", model.OwnedBy);
        Number(writer, "created", model.Created?.ToUnixTimeSeconds());
        writer.WriteStartObject("architecture");
        Texts(writer, "input_modalities", model.InputModalities);
        Texts(writer, "output_modalities", model.OutputModalities);
        writer.WriteEndObject();
        writer.WriteStartArray("providers");
        foreach (var offer in model.Offers)
        {
            Write(writer, offer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ProviderOffer offer)
    {
        writer.WriteStartObject();
        writer.WriteString("provider", offer.Provider);
        writer.WriteString("status", offer.Status);
        Number(writer, "context_length", offer.ContextLength);
        writer.WriteStartObject("pricing");
        Number(writer, "input", offer.InputPrice);
        Number(writer, "output", offer.OutputPrice);
        writer.WriteEndObject();
        Flag(writer, "is_free", offer.IsFree);
        Flag(writer, "supports_tools", offer.SupportsTools);
        Flag(writer, "supports_structured_output", offer.SupportsStructuredOutput);
        Flag(writer, "is_model_author", offer.IsModelAuthor);
        Number(writer, "first_token_latency_ms", (decimal?)offer.FirstTokenLatency?.TotalMilliseconds);
        Number(writer, "throughput", offer.Throughput is { } throughput and < 1e15 ? (decimal)throughput : null);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ProviderMapping entry)
    {
        writer.WriteStartObject();
        writer.WriteString("provider", entry.Provider);
        writer.WriteString("providerId", entry.ProviderId);
        writer.WriteString("task", entry.Task.Name);
        writer.WriteString("status", entry.Status);
        Text(writer, "adapter", entry.Adapter);
        Text(writer, "adapterWeightsPath", entry.AdapterWeightsPath);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }
}
