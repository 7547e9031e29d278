using InferenceProviders.Emulator;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.SemanticKernel.Tests.Support;

/// <summary>An emulator, and services on a router that leads to it.</summary>
internal sealed class EmulatedServices : IAsyncDisposable
{
    private EmulatedServices(EmulatorHost emulator, InferenceRouter router, ServiceProvider provider) =>
        (Emulator, Router, Provider) = (emulator, router, provider);

    public EmulatorHost Emulator { get; }

    public InferenceRouter Router { get; }

    public ServiceProvider Provider { get; }

    public static async Task<EmulatedServices> StartAsync(Action<IServiceCollection> add)
    {
        var emulator = await EmulatorHost.StartAsync();
        var router = new InferenceRouter(emulator.RouterOptions());
        var services = new ServiceCollection().AddSingleton(router);
        add(services);
        return new(emulator, router, services.BuildServiceProvider());
    }

    public T Get<T>(string? serviceId = null)
        where T : notnull => Provider.GetRequiredKeyedService<T>(serviceId);

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        Router.Dispose();
        await Emulator.DisposeAsync();
    }
}
