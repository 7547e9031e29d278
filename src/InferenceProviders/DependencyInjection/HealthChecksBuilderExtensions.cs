using InferenceProviders.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers health checks of routers.</summary>
public static class InferenceProvidersHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of a router. <i>Unhealthy</i>: Hugging Face's router does not answer, or the token is refused.
    /// <i>Degraded</i>: there is no token, it lacks the permission "Make calls to Inference Providers", the Hub cannot
    /// say, routes that were used are broken or in a cooldown, or the store that processes share in cannot be reached.
    /// The data have <c>router</c>, <c>token</c>, <c>shared_store</c> where there is one, and the state of each
    /// provider that was used; neither tokens nor names of accounts.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <param name="router">The name of the router; null for the one without a name.</param>
    /// <param name="name">
    /// The name of the check. Default: <c>inference-providers</c>, with the router's name behind a colon.
    /// </param>
    /// <param name="failureStatus">What is reported instead of <i>Unhealthy</i>.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    /// <param name="timeout">
    /// How long the check may take: greater than zero, or <see cref="Timeout.InfiniteTimeSpan"/>. Default: 10 seconds.
    /// </param>
    /// <returns>The builder, so that calls can be chained.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is zero or negative.</exception>
    public static IHealthChecksBuilder AddInferenceProviders(
        this IHealthChecksBuilder builder, string? router = null, string? name = null,
            HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = router ?? Options.Options.DefaultName;
        return builder.Add(new HealthCheckRegistration(
            name ?? (key.Length == 0 ? "inference-providers" : $"inference-providers:{key}"),
            services => new RouterHealthCheck(SharedRouter.Of(services, key)),
            failureStatus,
            tags,
            timeout ?? TimeSpan.FromSeconds(10)));
    }
}
