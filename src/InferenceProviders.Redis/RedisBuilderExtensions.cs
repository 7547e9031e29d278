using InferenceProviders;
using InferenceProviders.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets routers of several processes share what they know, over Redis.</summary>
public static class InferenceProvidersRedisBuilderExtensions
{
    /// <summary>
    /// Shares named spend limits, cooldowns of routes, learned refusals, conversations that stay with a provider, and
    /// the list of models with the routers of other processes, over the container's
    /// <see cref="IConnectionMultiplexer"/>.
    /// </summary>
    /// <param name="builder">What <c>AddInferenceProviders</c> returned.</param>
    /// <param name="configure">Sets the prefix of keys, and more; null for the defaults.</param>
    /// <returns>The builder, so that calls can be chained.</returns>
    /// <remarks>
    /// Without an <see cref="IConnectionMultiplexer"/> in the container, the host does not start. How long calls wait
    /// and what happens while the server is away are options of the router
    /// (<see cref="InferenceProvidersOptions.Sharing"/>).
    /// </remarks>
    public static InferenceProvidersBuilder UseRedis(
        this InferenceProvidersBuilder builder, Action<RedisStoreOptions>? configure = null) =>
        Use(builder, configure, static (services, options) => new RedisSharedStore(
            services.GetService<IConnectionMultiplexer>() ?? throw new InvalidOperationException(
                $"{nameof(UseRedis)} found no {nameof(IConnectionMultiplexer)} in the container: register one, or name "
                + $"the server, {nameof(UseRedis)}(\"localhost:6379\")."),
            options));

    /// <summary>
    /// Shares the same over a connection of its own. The server need not be there when the application starts.
    /// </summary>
    /// <param name="builder">What <c>AddInferenceProviders</c> returned.</param>
    /// <param name="configuration">
    /// The addresses and settings, as StackExchange.Redis has them: <c>redis:6379,password=…,ssl=true</c>,
    /// or an address: <c>rediss://user:password@redis:6379</c>, with special characters percent-encoded. No part of
    /// it is ever logged.
    /// </param>
    /// <param name="configure">Sets the prefix of keys, and more; null for the defaults.</param>
    /// <returns>The builder, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static InferenceProvidersBuilder UseRedis(
        this InferenceProvidersBuilder builder, string configuration, Action<RedisStoreOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        return Use(builder, configure, (_, options) => new RedisSharedStore(configuration, options));
    }

    private static InferenceProvidersBuilder Use(
        InferenceProvidersBuilder builder, Action<RedisStoreOptions>? configure,
        Func<IServiceProvider, RedisStoreOptions, RedisSharedStore> make)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new RedisStoreOptions();
        configure?.Invoke(options);
        builder.Services.TryAddKeyedSingleton(builder.Name, (services, _) => make(services, options));
        builder.Services.AddSingleton<IHostedService>(
            services => new RedisStart(services.GetRequiredKeyedService<RedisSharedStore>(builder.Name)));
        builder.Options.Configure<IServiceProvider>((router, services) =>
            router.Sharing.Store ??= services.GetRequiredKeyedService<RedisSharedStore>(builder.Name));
        return builder;
    }
}
