using System.Collections.Frozen;

namespace InferenceProviders.Emulator.Catalog;

/// <summary>Finds models by the Hub's id and by the providers' ids.</summary>
internal sealed class EmulatorCatalog
{
    private readonly FrozenDictionary<string, EmulatorModel> _byId;
    private readonly FrozenDictionary<(string Provider, string ProviderId), Target> _byProviderId;

    public EmulatorCatalog(IReadOnlyList<EmulatorModel> models)
    {
        Models = models;
        _byId = models.ToFrozenDictionary(model => model.Id);
        _byProviderId = models
            .SelectMany(model => model.Offers.Select(offer => new Target(model, offer)))
            .ToFrozenDictionary(target => (target.Offer.Provider, target.Offer.ProviderId));
    }

    public IReadOnlyList<EmulatorModel> Models { get; }

    /// <summary>The whole id of a model that a request names by its version alone (<c>owner/name:version</c>).</summary>
    public string? FindVersion(string provider, string version) =>
        _byProviderId.Keys.FirstOrDefault(key => key.Provider == provider && key.ProviderId.EndsWith(':' + version, StringComparison.Ordinal)).ProviderId;

    public EmulatorModel? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// By the provider's own id. The providers that the Hub dropped are also asked by the Hub's id: without a mapping, that is all a client knows.
    /// </summary>
    public Target? Find(string provider, string providerId) =>
        _byProviderId.GetValueOrDefault((provider, providerId))
        ?? (Find(providerId) is { } model && model.Offers.FirstOrDefault(offer => offer.Provider == provider && !offer.OnHub) is { } dropped
            ? new Target(model, dropped)
            : null);
}
