using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// Reads options from configuration. What cannot be read, or is not known, is an error that names the key.
/// </summary>
internal static class ConfiguredOptions
{
    /// <exception cref="OptionsValidationException">Something is wrong; there is a message for each key.</exception>
    public static void Read(IConfiguration configuration, InferenceProvidersOptions options, string name)
    {
        var failures = new List<string>();
        var section = new SettingsReader(configuration, failures);
        section.Text(nameof(options.Token), value => options.Token = value);
        section.Flag(nameof(options.UseEnvironment), value => options.UseEnvironment = value);
        ConfiguredKeys.Read(section.At(nameof(options.ProviderKeys)), options.ProviderKeys);
        section.Texts(nameof(options.EndpointKeys), options.EndpointKeys);
        section.Choices(nameof(options.EndpointTools), options.EndpointTools);
        section.Addresses(nameof(options.ProviderEndpoints), options.ProviderEndpoints);
        section.Text(nameof(options.BillTo), value => options.BillTo = value);
        section.Text(nameof(options.Provider), value => options.Provider = value);
        section.Address(nameof(options.RouterEndpoint), value => options.RouterEndpoint = value);
        section.Address(nameof(options.HubEndpoint), value => options.HubEndpoint = value);
        section.Section(nameof(options.Routing), routing => Read(routing, options.Routing));
        if (section.At(nameof(options.SpendLimit)) is { } limit)
        {
            options.SpendLimit = ConfiguredLimit.Read(limit) ?? options.SpendLimit;
        }

        Each(section, nameof(options.SpendLimits), ConfiguredLimit.Read, options.SpendLimits);
        Each(section, nameof(options.SpendLevels), ConfiguredLimit.Level, options.SpendLevels);
        section.Items(nameof(options.Prices), price => Read(price, options.Prices));
        section.Sections(nameof(options.DataPolicies), (name, policy) => Read(policy, options.DataPolicies, name));
        section.Section(nameof(options.Sharing), sharing => Read(sharing, options.Sharing));
        section.Sections(
            nameof(options.RateLimits), (name, rates) => options.RateLimits[name] = ConfiguredKeys.Limit(rates));
        section.Section(nameof(options.Timeouts), timeouts => Read(timeouts, options.Timeouts));
        section.Section(nameof(options.Limits), limits => Read(limits, options.Limits));
        section.Flag(nameof(options.AllowLoopbackDownloads), value => options.AllowLoopbackDownloads = value);
        section.Time(nameof(options.MappingLifetime), value => options.MappingLifetime = value);
        section.Time(nameof(options.CatalogLifetime), value => options.CatalogLifetime = value);
        section.Flag(nameof(options.KeepRawStreamEvents), value => options.KeepRawStreamEvents = value);
        section.Flag(nameof(options.CaptureMessageContent), value => options.CaptureMessageContent = value);
        section.Text(nameof(options.ApplicationName), value => options.ApplicationName = value);
        section.RefuseOthers();
        if (failures.Count > 0)
        {
            throw new OptionsValidationException(name, typeof(InferenceProvidersOptions), failures);
        }
    }

    private static void Each<T>(
        SettingsReader section, string key, Func<SettingsReader, T?> read, IDictionary<string, T> into)
        where T : class
    {
        foreach (var (name, reader) in section.Entries(key))
        {
            if (read(reader) is { } value)
            {
                into[name] = value;
            }
        }
    }

    private static void Read(SettingsReader section, RoutingOptions routing)
    {
        section.Text(nameof(routing.Policy), value => routing.Policy = value);
        section.List(nameof(routing.PreferredProviders), value => routing.PreferredProviders = value);
        section.List(nameof(routing.AllowedProviders), value => routing.AllowedProviders = value);
        section.List(nameof(routing.DeniedProviders), value => routing.DeniedProviders = value);
        section.Amount(nameof(routing.MaxInputPrice), value => routing.MaxInputPrice = value);
        section.Amount(nameof(routing.MaxOutputPrice), value => routing.MaxOutputPrice = value);
        section.Choice<AuthMode>(
            nameof(routing.AuthMode), [AuthMode.Routed, AuthMode.Direct], value => routing.AuthMode = value);
        section.Flag(nameof(routing.Hedge), value => routing.Hedge = value);
        section.Time(nameof(routing.HedgeDelay), value => routing.HedgeDelay = value);
        section.Number(
            nameof(routing.MaxAttempts), value =>
            routing.MaxAttempts = (int)Math.Clamp(value, int.MinValue, int.MaxValue));
        section.Amount(
            nameof(routing.MinThroughput), "a number of tokens a second such as 40",
            value => routing.MinThroughput = (double)value);
        section.Time(nameof(routing.MaxFirstToken), value => routing.MaxFirstToken = value);
        section.Flag(nameof(routing.RequireParameters), value => routing.RequireParameters = value);
        section.Numbers(
            nameof(routing.ProviderWeights), (name, value) =>
            (routing.ProviderWeights ??= new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase))[name] =
                (double)value);
        section.Amount(
            nameof(routing.ExplorationShare), "a number such as 0.05",
            value => routing.ExplorationShare = (double)value);
        section.List(nameof(routing.FallbackModels), value => routing.FallbackModels = value);
        section.Flag(nameof(routing.FallBackOnContentFilter), value => routing.FallBackOnContentFilter = value);
        section.Flag(nameof(routing.AllowOtherAccount), value => routing.AllowOtherAccount = value);
        section.Section(nameof(routing.Require), require => Read(require, routing.Require ??= new()));
    }

    private static void Read(SettingsReader section, DataRequirements required)
    {
        section.List(nameof(required.Regions), value => required.Regions = value);
        section.Time(nameof(required.MaxRetention), value => required.MaxRetention = value);
        section.Flag(nameof(required.NoTraining), value => required.NoTraining = value);
        section.List(nameof(required.Quantizations), value => required.Quantizations = value);
    }

    private static void Read(SettingsReader section, IList<ModelPrice> prices)
    {
        var price = new ModelPrice();
        prices.Add(price);
        section.Text(nameof(price.Model), value => price.Model = value);
        section.Text(nameof(price.Provider), value => price.Provider = value);
        section.Amount(nameof(price.InputPrice), value => price.InputPrice = value);
        section.Amount(nameof(price.OutputPrice), value => price.OutputPrice = value);
        section.Amount(nameof(price.ImagePrice), value => price.ImagePrice = value);
        section.Amount(nameof(price.VideoSecondPrice), value => price.VideoSecondPrice = value);
        section.Amount(nameof(price.CharacterPrice), value => price.CharacterPrice = value);
        section.Amount(nameof(price.AudioMinutePrice), value => price.AudioMinutePrice = value);
        section.Amount(nameof(price.RequestPrice), value => price.RequestPrice = value);
    }

    private static void Read(SettingsReader section, IDictionary<string, DataPolicy> policies, string name)
    {
        var policy = policies[name] = new DataPolicy();
        section.List(nameof(policy.Regions), value => policy.Regions = value);
        section.Time(nameof(policy.Retention), value => policy.Retention = value);
        section.Flag(nameof(policy.TrainsOnData), value => policy.TrainsOnData = value);
        section.Text(nameof(policy.Quantization), value => policy.Quantization = value);
        section.Texts(nameof(policy.Quantizations), policy.Quantizations);
    }

    private static void Read(SettingsReader section, SharingOptions sharing)
    {
        section.Time(nameof(sharing.MaxWait), value => sharing.MaxWait = value);
        section.Choice<StoreDownBehavior>(
            nameof(sharing.WhenStoreIsDown), [StoreDownBehavior.Refuse, StoreDownBehavior.Allow],
            value => sharing.WhenStoreIsDown = value);
        section.Time(nameof(sharing.LeaseAhead), value => sharing.LeaseAhead = value);
        section.Time(nameof(sharing.LeaseTime), value => sharing.LeaseTime = value);
        section.Flag(nameof(sharing.ReturnLostLeases), value => sharing.ReturnLostLeases = value);
    }

    private static void Read(SettingsReader section, InferenceTimeouts timeouts)
    {
        section.Time(nameof(timeouts.Connect), value => timeouts.Connect = value);
        section.Time(nameof(timeouts.FirstToken), value => timeouts.FirstToken = value);
        section.Time(nameof(timeouts.BetweenTokens), value => timeouts.BetweenTokens = value);
        section.Time(nameof(timeouts.Call), value => timeouts.Call = value);
    }

    private static void Read(SettingsReader section, InferenceLimits limits)
    {
        section.Number(nameof(limits.LineBytes), value => limits.LineBytes = (int)Math.Clamp(value, 0, int.MaxValue));
        section.Number(nameof(limits.ResponseBytes), value => limits.ResponseBytes = value);
        section.Number(nameof(limits.DownloadBytes), value => limits.DownloadBytes = value);
        section.Number(nameof(limits.RequestBytes), value => limits.RequestBytes = value);
    }
}
