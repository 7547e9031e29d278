using System.Collections;
using InferenceProviders.Routing;

namespace InferenceProviders.Tasks.Generation;

/// <summary>
/// A model that the Hub's mapping calls an adapter: the provider runs its base model with this model's weights on top.
/// </summary>
/// <param name="Model">The adapter's id on the Hub.</param>
/// <param name="WeightsPath">The weights' path in its repository; null when the mapping has none.</param>
internal sealed record LoraAdapter(string Model, string? WeightsPath)
{
    /// <summary>The adapter of a route; null when its model is none.</summary>
    public static LoraAdapter? Of(Route route) =>
        route.Mapping is { Adapter: "lora" } mapping
            ? new LoraAdapter(ModelReference.Parse(route.Model).Id, string.IsNullOrEmpty(mapping.AdapterWeightsPath)
                ? null : mapping.AdapterWeightsPath)
            : null;

    /// <summary>The model's page, where a provider finds the weights by itself.</summary>
    public string ModelUrl => $"https://huggingface.co/{Model}";

    /// <summary>
    /// The weights; null when the mapping does not say where they are. Not escaped, as the official clients send it
    /// (wire FACTS, "LoRA").
    /// </summary>
    public string? WeightsUrl => WeightsPath is null ? null : $"{ModelUrl}/resolve/main/{WeightsPath}";

    /// <summary>Puts the adapter before the ones that the caller gave.</summary>
    public static void AddTo(WireBody body, string path)
    {
        var adapter = new WireBody { ["path"] = path, ["scale"] = 1 };
        body["loras"] = body["loras"] is IEnumerable and not string and var given
            ? [adapter, .. ((IEnumerable)given).Cast<object?>()]
            : new object?[]
        {
            adapter,
        };
    }
}
