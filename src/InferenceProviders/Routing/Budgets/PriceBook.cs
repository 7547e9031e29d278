using InferenceProviders.Catalog;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing.Budgets;

/// <summary>
/// What answers cost: as the provider reported it, or by the user's prices, or by the catalog's.
/// </summary>
internal sealed class PriceBook(RouterSettings settings, Func<ModelCatalog?> catalog)
{
    /// <summary>Where a reader of usage leaves the cost that the provider reported, in nano-dollars.</summary>
    public const string ReportedCost = "cost_nano_usd";

    /// <summary>What an answer cost; null when that is not known.</summary>
    /// <param name="route">The route that gave it.</param>
    /// <param name="provider">Who answered.</param>
    /// <param name="usage">What was counted; null when nobody counted.</param>
    /// <param name="amounts">What else was in the request and its answer; null for a chat, and for a failure.</param>
    public (long? Nanos, CostSource Source) Cost(
        Route route, string provider, UsageDetails? usage, RequestAmounts? amounts = null)
    {
        if (usage?.AdditionalCounts is { } counts && counts.TryGetValue(ReportedCost, out var reported))
        {
            return (reported, CostSource.Reported);
        }

        var own = PricesOf(route, provider);
        if (amounts is not null && !IsChat(route))
        {
            return own?.Task(amounts, usage, out _) is { } nanos ? (nanos, CostSource.Configured)
                : (null, CostSource.Unknown);
        }

        if (usage is not { InputTokenCount: { } input, OutputTokenCount: { } output })
        {
            return (null, CostSource.Unknown);
        }

        return own?.Chat(input, output) is { } configured ? (configured, CostSource.Configured)
            : TokenPrice.Of(OfferOf(route, provider), route.AuthMode) is { } price
                ? (price.NanosRoundedUp(input, output), CostSource.Estimated)
            : (null, CostSource.Unknown);
    }

    /// <summary>
    /// The most that an attempt can cost, in nano-dollars; null with the reason when that is not known.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="needs">The size of a chat.</param>
    /// <param name="problem">Why it is not known.</param>
    /// <param name="request">What is sent, where it can say how much is in it; null for a chat.</param>
    public long? Most(Route route, RequestNeeds needs, out string problem, IMeasuredRequest? request = null)
    {
        // A suffix names the provider also where the server-side router is asked.
        var colon = route.ProviderModel.LastIndexOf(':');
        var provider = route.Name != Route.AutoName ? route.Name : colon < 0 ? "" : route.ProviderModel[(colon + 1)..];
        var own = PricesOf(route, provider);
        if (!IsChat(route))
        {
            problem = "there is no price for it in the catalog, and none in InferenceProvidersOptions.Prices";
            return own?.Task(request?.Measure(route.Task) ?? RequestAmounts.None, usage: null, out problem);
        }

        var offer = OfferOf(route, provider);
        var price = own?.Tokens
            ?? (own?.Chat(0, 0) is not null ? TokenPrice.Free : TokenPrice.Of(offer, route.AuthMode));
        if (price is null)
        {
            problem = "the catalog has no price for it";
            return null;
        }

        problem = "";
        if (price.IsFree)
        {
            return own?.Chat(0, 0) ?? 0;
        }

        if (route.Protocol == ChatProtocol.Responses)
        {
            problem = "a response may take several turns of the model";
            return null;
        }

        var context = offer?.ContextLength;
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

        return own?.Chat(input, output) ?? price.NanosRoundedUp(input, output);
    }

    private static bool IsChat(Route route) => route.Task == InferenceTask.Conversational;

    /// <summary>The user's prices at whoever answered.</summary>
    private UnitPrices? PricesOf(Route route, string provider) =>
        provider == route.Name || route.AuthMode == AuthMode.Endpoint ? route.Prices
        : settings.Prices.Find(provider, route.ModelId ?? route.ProviderModel);

    private ProviderOffer? OfferOf(Route route, string provider) =>
        route.AuthMode == AuthMode.Endpoint || !IsChat(route) ? null
        : route.Offer is { } offer && offer.Provider == provider ? offer
        : route.ModelId is { } model ? catalog()?.Find(model)?.Offer(provider)
        : null;
}
