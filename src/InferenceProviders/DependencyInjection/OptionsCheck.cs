using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using Microsoft.Extensions.Options;

namespace InferenceProviders.DependencyInjection;

/// <summary>Checks options by the router's own rules. The message names the key where the value was set.</summary>
internal sealed class OptionsCheck(RouterRegistration registration) : IValidateOptions<InferenceProvidersOptions>
{
    /// <summary>The keys of what is in a section, by the argument that a check names.</summary>
    internal static Dictionary<string, string> Sections { get; } = new(
        Members(
            nameof(InferenceProvidersOptions.Routing), nameof(RoutingOptions.Policy),
            nameof(RoutingOptions.PreferredProviders), nameof(RoutingOptions.AllowedProviders),
                nameof(RoutingOptions.DeniedProviders), nameof(RoutingOptions.MaxInputPrice),
                    nameof(RoutingOptions.MaxOutputPrice), nameof(RoutingOptions.AuthMode),
                    nameof(RoutingOptions.HedgeDelay), nameof(RoutingOptions.MaxAttempts),
                    nameof(RoutingOptions.FallbackModels), nameof(RoutingOptions.MinThroughput),
                    nameof(RoutingOptions.MaxFirstToken), nameof(RoutingOptions.ProviderWeights),
                    nameof(RoutingOptions.ExplorationShare))
            .Concat(
                Members(
                    $"{nameof(InferenceProvidersOptions.Routing)}:{nameof(RoutingOptions.Require)}",
                    nameof(DataRequirements.Regions), nameof(DataRequirements.MaxRetention),
                    nameof(DataRequirements.Quantizations)))
            .Concat(
                Members(
                    nameof(InferenceProvidersOptions.Sharing), nameof(SharingOptions.MaxWait),
                    nameof(SharingOptions.WhenStoreIsDown), nameof(SharingOptions.LeaseAhead),
                    nameof(SharingOptions.LeaseTime)))
            .Concat(
                Members(
                    nameof(InferenceProvidersOptions.Timeouts), nameof(InferenceTimeouts.Connect),
                    nameof(InferenceTimeouts.FirstToken), nameof(InferenceTimeouts.BetweenTokens),
                    nameof(InferenceTimeouts.Call)))
            .Concat(
                Members(
                    nameof(InferenceProvidersOptions.Limits), nameof(InferenceLimits.LineBytes),
                    nameof(InferenceLimits.ResponseBytes), nameof(InferenceLimits.DownloadBytes),
                    nameof(InferenceLimits.RequestBytes))));

    public ValidateOptionsResult Validate(string? name, InferenceProvidersOptions options)
    {
        if (name != registration.Name)
        {
            return ValidateOptionsResult.Skip;
        }

        try
        {
            _ = RouterSettingsFactory.Create(options);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail($"{Key(exception.ParamName)}: {MessageWithoutName(exception)}");
        }
    }

    private string Key(string? argument)
    {
        var member = argument is null or "options" ? null : Sections.GetValueOrDefault(argument, argument);
        return member is RouterSettingsFactory.HostsVariable or RouterSettingsFactory.RouterVariable or "HF_ENDPOINT"
            or "HF_TOKEN" ? $"The environment variable {member}"
            : registration.ConfigurationPath is { } path
                ? string.Join(':', new[] { path, member }.Where(part => !string.IsNullOrEmpty(part)))
            : member is null ? nameof(InferenceProvidersOptions) : $"{nameof(InferenceProvidersOptions)}.{member}";
    }

    /// <summary>Without the argument's name, which the key has already.</summary>
    private static string MessageWithoutName(ArgumentException exception)
    {
        var end = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }

    private static IEnumerable<KeyValuePair<string, string>> Members(string section, params string[] members) =>
        members.Select(member => KeyValuePair.Create(member, $"{section}:{member}"));
}
