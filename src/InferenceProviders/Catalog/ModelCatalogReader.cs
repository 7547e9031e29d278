using System.Text.Json;

namespace InferenceProviders.Catalog;

/// <summary>
/// Reads the answer of <c>GET /v1/models</c>. An entry without an id, or an offer without a provider, is passed over;
/// unknown fields and providers are normal (wire ROUTER).
/// </summary>
internal static class ModelCatalogReader
{
    private static readonly double MaxUnixSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <exception cref="JsonException">The document is not a list of models.</exception>
    public static ModelCatalog Read(JsonElement root, DateTimeOffset retrievedAt)
    {
        if (root.Field("data").ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("The list of models has no array 'data'.");
        }

        var models = new List<ModelEntry>();
        foreach (var item in root.Items("data"))
        {
            if (item.Text("id") is { } id)
            {
                var architecture = item.Field("architecture");
                models.Add(new ModelEntry
                {
                    Id = id,
                    OwnedBy = item.Text("owned_by"),
                    Created = item.Number("created") is > 0 and var created && created < MaxUnixSeconds
                        ? DateTimeOffset.FromUnixTimeSeconds((long)created)
                        : null,
                    InputModalities = architecture.Texts("input_modalities"),
                    OutputModalities = architecture.Texts("output_modalities"),
                    Offers = Offers(item),
                });
            }
        }

        return new ModelCatalog(models.ToArray(), retrievedAt);
    }

    private static ProviderOffer[] Offers(JsonElement model)
    {
        var offers = new List<ProviderOffer>();
        foreach (var item in model.Items("providers"))
        {
            if (item.Text("provider") is { } provider)
            {
                var pricing = item.Field("pricing");
                offers.Add(new ProviderOffer
                {
                    Provider = provider.ToLowerInvariant(),
                    Status = item.Text("status") ?? "live",
                    ContextLength = item.Count("context_length"),
                    InputPrice = pricing.Amount("input"),
                    OutputPrice = pricing.Amount("output"),
                    IsFree = item.Flag("is_free"),
                    SupportsTools = item.Flag("supports_tools"),
                    SupportsStructuredOutput = item.Flag("supports_structured_output"),
                    IsModelAuthor = item.Flag("is_model_author"),
                    FirstTokenLatency = item.Number("first_token_latency_ms") is < 1e9 and var latency
                        ? TimeSpan.FromMilliseconds(latency)
                        : null,
                    Throughput = item.Number("throughput"),
                });
            }
        }

        return offers.ToArray();
    }
}
