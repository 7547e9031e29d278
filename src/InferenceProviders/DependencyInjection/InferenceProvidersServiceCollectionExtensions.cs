using InferenceProviders;
using InferenceProviders.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers <see cref="InferenceRouter"/>s.</summary>
public static class InferenceProvidersServiceCollectionExtensions
{
    /// <summary>
    /// Registers a router whose options come from code: a singleton <see cref="InferenceRouter"/>, or a keyed one when
    /// it has a name. It sends by <c>IHttpClientFactory</c>, logs to the container's <c>ILoggerFactory</c>, and its
    /// options are checked when the host starts. Several calls for one name configure the same router.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">
    /// Sets the options; null for the token of the environment and defaults. It runs anew when the settings are
    /// reloaded.
    /// </param>
    /// <param name="name">The key of the router; null for the one without a key.</param>
    /// <returns>A builder for what else the router needs.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static InferenceProvidersBuilder AddInferenceProviders(
        this IServiceCollection services, Action<InferenceProvidersOptions>? configure = null, string? name = null)
    {
        var builder = Builder(services, name);
        if (configure is not null)
        {
            builder.Options.Configure(configure);
        }

        return builder;
    }

    /// <summary>
    /// Registers a router whose options come from configuration, in keys with the names of
    /// <see cref="InferenceProvidersOptions"/>
    /// (<c>Token</c>, <c>ProviderKeys:groq</c>, <c>Routing:Policy</c>, <c>Timeouts:Call</c> as <c>00:05:00</c>,
    /// <c>SpendLimit</c> in US dollars). A key that is unknown or whose value is wrong stops the host from starting.
    /// When the configuration changes, calls that begin afterwards work with the new values, and those under way go on
    /// with the old ones; new values that are wrong are logged, and the old ones stay. <c>Timeouts:Connect</c> and
    /// <c>AllowLoopbackDownloads</c> are read once.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">
    /// The section, for example <c>builder.Configuration.GetSection("InferenceProviders")</c>.
    /// </param>
    /// <param name="name">The key of the router; null for the one without a key.</param>
    /// <returns>A builder for what else the router needs.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="configuration"/> or <paramref name="services"/> is null.
    /// </exception>
    public static InferenceProvidersBuilder AddInferenceProviders(
        this IServiceCollection services, IConfiguration configuration, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = Builder(services, name);
        builder.Registration.ConfigurationPath = (configuration as IConfigurationSection)?.Path ?? "";
        builder.Options.Configure(options => ConfiguredOptions.Read(configuration, options, builder.Name));
        services.AddSingleton<IOptionsChangeTokenSource<InferenceProvidersOptions>>(
            new ConfigurationChangeTokenSource<InferenceProvidersOptions>(builder.Name, configuration));
        return builder;
    }

    private static InferenceProvidersBuilder Builder(IServiceCollection services, string? name)
    {
        ArgumentNullException.ThrowIfNull(services);
        var registration = RouterRegistration.Of(services, name);
        registration.AddRouter(services);
        return new InferenceProvidersBuilder(services, registration);
    }
}
