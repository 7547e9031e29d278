using InferenceProviders;

namespace AspNetCoreChat.Chat;

/// <summary>Which model answers, and through whom.</summary>
internal static class ModelChoice
{
    /// <summary>
    /// A model of the Hub. URLs are refused: a page must not choose where this server sends requests.
    /// </summary>
    /// <exception cref="BadHttpRequestException">It is not the id of a model.</exception>
    public static string Check(string model) =>
        ModelReference.TryParse(model, out var reference) && reference.Endpoint is null
            ? model
            : throw new BadHttpRequestException("'model' is not a model of the Hub: write 'org/name'.");

    public static RoutingOptions Routing(string? policy, string? provider, bool fallBack) => new()
    {
        Policy = policy,
        PreferredProviders = provider is not null && fallBack ? [provider] : null,
        AllowedProviders = provider is not null && !fallBack ? [provider] : null,
    };
}
