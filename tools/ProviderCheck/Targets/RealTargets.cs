using InferenceProviders;

namespace ProviderCheck.Targets;

/// <summary>What the command line names.</summary>
internal static class RealTargets
{
    public static async Task<CheckTarget> FindAsync(CommandLine command, CancellationToken cancellationToken)
    {
        if (command.Endpoint is { } endpoint)
        {
            return Endpoint(command, endpoint);
        }

        var key = command.Provider is null ? null : Variable(command.KeyVariable ?? KeyVariable(command.Provider));
        return command.Provider is { } provider && key is not null
            ? await DirectAsync(command, provider, key, cancellationToken)
            : await RoutedAsync(command, cancellationToken);
    }

    /// <summary>The environment variable that a provider's key is usually in: <c>FAL_AI_API_KEY</c>.</summary>
    public static string KeyVariable(string provider) =>
        $"{provider.ToUpperInvariant().Replace('-', '_')}_API_KEY";

    private static CheckTarget Endpoint(CommandLine command, Uri endpoint)
    {
        var key = Variable(command.KeyVariable ?? "ENDPOINT_API_KEY");
        return new()
        {
            Name = $"{endpoint.Authority} (endpoint)",
            Options = () => new InferenceProvidersOptions
            {
                UseEnvironment = false,
                EndpointKeys = key is null ? new Dictionary<string, string>() : new() { [endpoint.Authority] = key },
            },
            Endpoint = endpoint,
            Auth = AuthMode.Endpoint,
            HasKey = key is not null,
            Secret = key,
            Models = command.Models with { Chat = command.Models.Chat ?? "" },
            Billing = command.Billing,
        };
    }

    private static async Task<CheckTarget> DirectAsync(
        CommandLine command, string provider, string key, CancellationToken cancellationToken)
    {
        InferenceProvidersOptions Options() => new() { ProviderKeys = { [provider] = key } };
        using var router = new InferenceRouter(Options());
        return new()
        {
            Name = $"{provider} (own key)",
            Options = Options,
            Provider = provider,
            Auth = AuthMode.Direct,
            Secret = key,
            Models = command.Models.Or(
                await CheckModels.OfHubAsync(router.Catalog, provider, command.Models.Chat, cancellationToken)),
            Billing = command.Billing,
        };
    }

    private static async Task<CheckTarget> RoutedAsync(CommandLine command, CancellationToken cancellationToken)
    {
        using var router = new InferenceRouter();
        var token = Variable("HF_TOKEN");
        return new()
        {
            Name = $"{command.Provider ?? "router"} (Hugging Face token)",
            Options = () => new InferenceProvidersOptions(),
            Provider = command.Provider,
            Auth = AuthMode.Routed,
            Secret = token,
            Models = command.Models.Or(
                await CheckModels.OfHubAsync(router.Catalog, command.Provider, command.Models.Chat, cancellationToken)),
            ModelList = new Uri(new Uri(Variable("INFERENCE_PROVIDERS_ROUTER")
                ?? "https://router.huggingface.co"), "/v1/models"),
            Billing = command.Billing,
        };
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim()
            : null;
}
