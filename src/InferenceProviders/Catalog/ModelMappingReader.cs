using System.Collections.Immutable;
using System.Text.Json;

namespace InferenceProviders.Catalog;

/// <summary>Reads <c>inferenceProviderMapping</c>, which the Hub gives as an object keyed by provider, or as an array of entries.</summary>
internal static class ModelMappingReader
{
    public static ModelMapping Read(string model, JsonElement root)
    {
        var entries = ImmutableArray.CreateBuilder<ProviderMapping>();
        var mapping = root.Field("inferenceProviderMapping");
        if (mapping.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in mapping.EnumerateObject())
            {
                Add(entries, property.Name, property.Value);
            }
        }
        else if (mapping.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in mapping.EnumerateArray())
            {
                Add(entries, entry.Text("provider"), entry);
            }
        }

        return new ModelMapping(model, entries.ToImmutable());
    }

    // An entry without a provider, an id or a task cannot be called: it is passed over, so that a new form of entry breaks no other.
    private static void Add(ImmutableArray<ProviderMapping>.Builder entries, string? provider, JsonElement entry)
    {
        if (provider is { Length: > 0 } && entry.Text("providerId") is { } id && entry.Text("task") is { } task && !string.IsNullOrWhiteSpace(task))
        {
            entries.Add(new ProviderMapping
            {
                Provider = provider.ToLowerInvariant(),
                ProviderId = id,
                Task = new InferenceTask(task),
                Status = entry.Text("status") ?? "live",
                Adapter = entry.Text("adapter"),
                AdapterWeightsPath = entry.Text("adapterWeightsPath"),
            });
        }
    }
}
