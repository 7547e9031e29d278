using InferenceProviders.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.DependencyInjection;

/// <summary>Fetches what the first calls would wait for, beside the start of the host.</summary>
internal sealed class CatalogWarmUp(IServiceProvider services, RouterRegistration registration, string[] models)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("InferenceProviders.Catalog");
        try
        {
            var catalog = SharedRouter.Of(services, registration.Name).Router.Catalog;
            var list = await catalog.GetModelsAsync(stoppingToken).ConfigureAwait(false);
            foreach (var model in models)
            {
                await catalog.GetProvidersAsync(model, stoppingToken).ConfigureAwait(false);
            }

            Log.CatalogWarmed(logger, list.Models.Count, models.Length);
        }
        catch (InferenceException exception)
        {
            Log.CatalogNotWarmed(logger, exception.Kind, exception.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops before the Hub has answered.
        }
    }
}
