using InferenceProviders.SemanticKernel.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InferenceProviders.SemanticKernel.Registration;

/// <summary>How every service is registered: a singleton under its id, made from the router when it is first asked for.</summary>
internal static class ServiceRegistration
{
    public static IServiceCollection Add<TService>(
        this IServiceCollection services, string? serviceId, string model, string? provider, Func<ModelAddress, IServiceProvider, TService> make)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        _ = ModelReference.Parse(model);
        services.TryAddSingleton<RouterSource>();
        return services.AddKeyedSingleton(serviceId, (provided, _) => make(new ModelAddress(provided.GetRequiredService<RouterSource>().Router, model, provider), provided));
    }
}
