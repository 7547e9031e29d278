using InferenceProviders.SemanticKernel.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InferenceProviders.SemanticKernel.Registration;

/// <summary>
/// How every service is registered: under its id, with the lifetime of its router, made when it is first asked for.
/// </summary>
internal static class ServiceRegistration
{
    public static IServiceCollection Add<TService>(
        this IServiceCollection services, string? serviceId, string model, string? provider, string? router,
            Func<ModelAddress, IServiceProvider, TService> make)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        _ = ModelReference.Parse(model);
        return services.Add(
            serviceId, router, provided => make(new(RouterOf(provided, router), model, provider), provided));
    }

    /// <summary>The same for a chain of models.</summary>
    public static IServiceCollection Add<TService>(
        this IServiceCollection services, string? serviceId, IEnumerable<string> models, string? router,
        Func<ModelAddress, IServiceProvider, TService> make)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(models);
        string[] chain = [.. models];
        if (chain.Length is 0 or > ModelAddress.MaxModels)
        {
            throw new ArgumentException(
                $"A chain must have between 1 and {ModelAddress.MaxModels} models; {chain.Length} were given.",
                nameof(models));
        }

        Array.ForEach(chain, model => ModelReference.Parse(model));
        return services.Add(
            serviceId, router,
            provided => make(new(RouterOf(provided, router), chain[0], Provider: null) { Chain = chain }, provided));
    }

    private static IServiceCollection Add<TService>(
        this IServiceCollection services, string? serviceId, string? router, Func<IServiceProvider, TService> make)
        where TService : class
    {
        services.TryAddSingleton<OwnRouter>();
        services.Add(
            ServiceDescriptor.DescribeKeyed(
                typeof(TService), serviceId, (provided, _) => make(provided), LifetimeOf(services, router)));
        return services;
    }

    /// <summary>
    /// A router that calls with the token of a user is scoped (UseUserTokens), and so is what is made of it.
    /// </summary>
    private static ServiceLifetime LifetimeOf(IServiceCollection services, string? router) =>
        services.LastOrDefault(
            service => service.ServiceType == typeof(InferenceRouter) && Equals(service.ServiceKey, router))?.Lifetime
            ?? ServiceLifetime.Singleton;

    private static InferenceRouter RouterOf(IServiceProvider services, string? router) =>
        router is null ? services.GetService<InferenceRouter>() ?? services.GetRequiredService<OwnRouter>().Router
        : services.GetKeyedService<InferenceRouter>(router)
            ?? throw new InvalidOperationException(
                $"There is no router named '{router}': register it with AddInferenceProviders(…, name: \"{router}\").");
}
