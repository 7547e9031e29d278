using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing.Reports;

/// <summary>What answers cost: as the provider reported it, or by the catalogue's prices.</summary>
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

        return usage is { InputTokenCount: { } input, OutputTokenCount: { } output } && PriceOf(route, provider) is { } price
            ? (price.NanosRoundedUp(input, output), CostSource.Estimated)
            : (null, CostSource.Unknown);
    }

    /// <summary>The price list of the provider that answered; null when the catalogue has none, or has not been fetched.</summary>
    private TokenPrice? PriceOf(Route route, string provider) =>
        route.AuthMode == AuthMode.Endpoint || route.Task != InferenceTask.Conversational ? null
        : TokenPrice.Of(route.Offer is { } offer && offer.Provider == provider ? offer : route.ModelId is { } model ? catalog()?.Find(model)?.Offer(provider) : null);
}
