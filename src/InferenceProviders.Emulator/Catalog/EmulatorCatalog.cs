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

    /// <summary>
    /// The catalog of some offers. Models come in the order of <see cref="KnownModels"/>, then of the offers; a model's
    /// offers come in the order in which they are given, unless the model has a <see cref="EmulatorModel.HubOrder"/>.
    /// </summary>
    /// <param name="offers">The offers.</param>
    /// <param name="keepDropped">Whether the Hub names the dropped providers, too.</param>
    public static EmulatorCatalog Of(IEnumerable<EmulatorOffer> offers, bool keepDropped)
    {
        var byModel = offers.ToLookup(offer => offer.Model);
        var known = KnownModels.All.Select(model => model with
        {
            Offers = InHubOrder(byModel[model.Id], model.HubOrder),
        });
        var others = byModel.ExceptBy(KnownModels.All.Select(model => model.Id), group => group.Key).Select(FromOffers);
        return new([.. known.Concat(others).Select(model => keepDropped ? model.WithDroppedProviders() : model)]);
    }

    public EmulatorModel? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// By the provider's own id, or by the version alone of an id that has one (<c>owner/name:version</c>). The
    /// providers that the Hub dropped are also asked by the Hub's id: without a mapping, that is all a client knows.
    /// </summary>
    public Target? Find(string provider, string providerId) =>
        _byProviderId.GetValueOrDefault((provider, providerId))
        ?? _byProviderId.Values.FirstOrDefault(target =>
            target.Offer.Provider == provider
                && target.Offer.ProviderId.EndsWith(':' + providerId, StringComparison.Ordinal))
        ?? (Find(providerId) is { } model
            && model.Offers.FirstOrDefault(offer => offer.Provider == provider && !offer.OnHub) is { } dropped
            ? new Target(model, dropped)
            : null);

    private static EmulatorOffer[] InHubOrder(IEnumerable<EmulatorOffer> offers, IReadOnlyList<string> first) =>
        [.. offers.OrderBy(offer => first.TakeWhile(provider => provider != offer.Provider).Count())];

    private static EmulatorModel FromOffers(IGrouping<string, EmulatorOffer> offers)
    {
        var task = offers.First().Task;
        return new(offers.Key)
        {
            PipelineTag = task == "conversational" ? "text-generation" : task,
            Offers = [.. offers],
        };
    }
}
