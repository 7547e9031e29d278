using System.Collections.Immutable;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Catalog;

/// <summary>
/// Reads <c>inferenceProviderMapping</c>, which the Hub gives as an object keyed by provider, or as an array of
/// entries.
/// </summary>
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

    // An entry without a provider's name, an id or a task cannot be called: it is passed over, so that a new form of
    // entry breaks no other, and a name that is none gets neither into a route nor into a message. (The names of tasks
    // have the same letters as those of providers.)
    private static void Add(ImmutableArray<ProviderMapping>.Builder entries, string? provider, JsonElement entry)
    {
        if (provider?.ToLowerInvariant() is { } name && Validate.IsProviderName(name)
            && entry.Text("providerId") is { Length: > 0 } id
            && entry.Text("task")?.ToLowerInvariant() is { } task && Validate.IsProviderName(task))
        {
            entries.Add(new ProviderMapping
            {
                Provider = name,
                ProviderId = id,
                Task = new InferenceTask(task),
                Status = entry.Text("status") ?? "live",
                Adapter = entry.Text("adapter"),
                AdapterWeightsPath = entry.Text("adapterWeightsPath"),
            });
        }
    }
}
