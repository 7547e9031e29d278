using System.Collections.Immutable;
using System.Text.Json;

namespace InferenceProviders.Catalog;

/// <summary>Reads <c>inferenceProviderMapping</c>, which the Hub gives as an object keyed by provider, or as an array of entries.</summary>
internal static class ModelMappingReader
{
    public static ModelMapping Read(string model, ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var entries = ImmutableArray.CreateBuilder<ProviderMapping>();
        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("inferenceProviderMapping", out var mapping))
        {
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
                    Add(entries, Text(entry, "provider"), entry);
                }
            }
        }

        return new ModelMapping(model, entries.ToImmutable());
    }

    // An entry without a provider, an id or a task cannot be called: it is passed over, so that a new form of entry breaks no other.
    private static void Add(ImmutableArray<ProviderMapping>.Builder entries, string? provider, JsonElement entry)
    {
        if (provider is { Length: > 0 } && Text(entry, "providerId") is { Length: > 0 } id && Text(entry, "task") is { Length: > 0 } task)
        {
            entries.Add(new ProviderMapping
            {
                Provider = provider.ToLowerInvariant(),
                ProviderId = id,
                Task = new InferenceTask(task),
                Status = Text(entry, "status") ?? "live",
                Adapter = Text(entry, "adapter"),
                AdapterWeightsPath = Text(entry, "adapterWeightsPath"),
            });
        }
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
