using InferenceProviders.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.DependencyInjection;

/// <summary>Fetches what the first calls would wait for, beside the start of the host.</summary>
internal sealed class CatalogWarmUp(SharedRouter shared, string[] models, ILoggerFactory loggerFactory)
    : BackgroundService
{
    private readonly ILogger _logger = loggerFactory.CreateLogger("InferenceProviders.Catalog");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var catalog = await shared.Router.Catalog.GetModelsAsync(stoppingToken).ConfigureAwait(false);
            foreach (var model in models)
            {
                await shared.Router.Catalog.GetProvidersAsync(model, stoppingToken).ConfigureAwait(false);
            }

            Log.CatalogWarmed(_logger, catalog.Models.Count, models.Length);
        }
        catch (InferenceException exception)
        {
            Log.CatalogNotWarmed(_logger, exception.Kind, exception.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops before the Hub has answered.
        }
    }
}
