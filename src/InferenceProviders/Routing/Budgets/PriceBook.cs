using InferenceProviders.Catalog;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing.Budgets;

/// <summary>What answers cost: as the provider reported it, or by the catalog's prices.</summary>
internal sealed class PriceBook(Func<ModelCatalog?> catalog)
{
    /// <summary>Where a reader of usage leaves the cost that the provider reported, in nano-dollars.</summary>
    public const string ReportedCost = "cost_nano_usd";

    public (long? Nanos, CostSource Source) Cost(Route route, string provider, UsageDetails? usage)
    {
        if (usage?.AdditionalCounts is { } counts && counts.TryGetValue(ReportedCost, out var reported))
        {
            return (reported, CostSource.Reported);
        }

        return usage is { InputTokenCount: { } input, OutputTokenCount: { } output }
            && PriceOf(route, provider) is { } price
            ? (price.NanosRoundedUp(input, output), CostSource.Estimated)
            : (null, CostSource.Unknown);
    }

    /// <summary>
    /// The most that an attempt can cost, in nano-dollars; null with the reason when that is not known.
    /// </summary>
    public long? Most(Route route, RequestNeeds needs, out string problem)
    {
        if (route.Protocol == ChatProtocol.Responses)
        {
            problem = "a response may take several turns of the model";
            return null;
        }

        // A suffix names the provider also where the server-side router is asked.
        var colon = route.ProviderModel.LastIndexOf(':');
        var provider = route.Name != Route.AutoName ? route.Name : colon < 0 ? "" : route.ProviderModel[(colon + 1)..];
        var offer = OfferOf(route, provider);
        if (TokenPrice.Of(offer) is not { } price)
        {
            problem = "the catalog has no price for it";
            return null;
        }

        var context = offer!.ContextLength;
        if ((needs.HasExactSize ? Math.Min(needs.PromptBytes, context ?? long.MaxValue) : context) is not { } input)
        {
            problem = "its prompt cannot be measured, and the catalog has no context length for it";
            return null;
        }

        if ((needs.MaxOutputTokens ?? context) is not { } output)
        {
            problem = "ChatOptions.MaxOutputTokens is not set, and the catalog has no context length for it";
            return null;
        }

        problem = "";
        return price.NanosRoundedUp(input, output);
    }

    /// <summary>
    /// The price list of the provider that answered; null when the catalog has none, or has not been fetched.
    /// </summary>
    private TokenPrice? PriceOf(Route route, string provider) => TokenPrice.Of(OfferOf(route, provider));

    private ProviderOffer? OfferOf(Route route, string provider) =>
        route.AuthMode == AuthMode.Endpoint || route.Task != InferenceTask.Conversational ? null
        : route.Offer is { } offer && offer.Provider == provider ? offer
        : route.ModelId is { } model ? catalog()?.Find(model)?.Offer(provider)
        : null;
}
