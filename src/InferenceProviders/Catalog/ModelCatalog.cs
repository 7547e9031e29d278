using System.Collections.Frozen;

namespace InferenceProviders;

/// <summary>The router's list of chat models at one moment (<c>GET /v1/models</c>). Immutable.</summary>
public sealed class ModelCatalog
{
    private readonly FrozenDictionary<string, ModelEntry> _byId;

    internal ModelCatalog(IReadOnlyList<ModelEntry> models, DateTimeOffset retrievedAt)
    {
        var byId = new Dictionary<string, ModelEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var model in models)
        {
            byId.TryAdd(model.Id, model);
        }

        _byId = byId.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        Models = models;
        RetrievedAt = retrievedAt;
    }

    /// <summary>Every model, in the router's order.</summary>
    public IReadOnlyList<ModelEntry> Models { get; }

    /// <summary>
    /// When the router gave it, by the router's <see cref="InferenceProvidersOptions.TimeProvider"/>.
    /// </summary>
    public DateTimeOffset RetrievedAt { get; }

    /// <summary>
    /// The model of that id, ignoring case and what follows a colon (<c>:fastest</c>, <c>:groq</c>), or null.
    /// </summary>
    /// <returns>The model, or null when the list does not have it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is null.</exception>
    public ModelEntry? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        return _byId.GetValueOrDefault(colon < 0 ? id : id[..colon]);
    }

    /// <summary>The models that a query asks for, each with those of its offers that do.</summary>
    /// <returns>The models in the order of the list; empty when none match.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="query"/> is null.</exception>
    public IReadOnlyList<ModelEntry> Find(ModelQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = new List<ModelEntry>();
        foreach (var model in Models)
        {
            if (query.Matches(model) && model.Offers.Where(query.Matches).ToArray() is { Length: > 0 } offers)
            {
                found.Add(offers.Length == model.Offers.Count ? model : model with { Offers = offers });
            }
        }

        return found;
    }
}
