using InferenceProviders.Routing.Plans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// Looks, when the host starts, for names of providers in the options that this library does not know. Where all are
/// known, nothing is asked, and no router is made: that is left to whoever first needs it.
/// </summary>
internal sealed class ProviderNameCheck(IServiceProvider services, RouterRegistration registration)
    : IHostedService, IDisposable
{
    private ProviderNameQuestions? _questions;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptionsMonitor<InferenceProvidersOptions>>();
        var unknown = UnknownProviders.In(RouterSettingsFactory.Create(options.Get(registration.Name)));
        if (unknown.Count == 0)
        {
            return Task.CompletedTask;
        }

        _questions = new ProviderNameQuestions(services, registration, unknown);
        return _questions.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        _questions?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose() => _questions?.Dispose();
}
