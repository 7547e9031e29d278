using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// Asks the Hub, beside the start of the host, for the providers in the options that this library does not know, and
/// warns of those that it does not know either. Names that are nearly known are told by the router itself, which this
/// makes.
/// </summary>
internal sealed class ProviderNameQuestions(
    IServiceProvider services, RouterRegistration registration, IReadOnlyList<UnknownProvider> unknown)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var core = SharedRouter.Of(services, registration.Name).Router.Core;
        foreach (var (option, name, meant) in unknown)
        {
            if (meant is null && !await IsKnownAsync(core, name, stoppingToken).ConfigureAwait(false))
            {
                Log.ProviderUnknown(
                    core.Settings.LoggerFactory.CreateLogger("InferenceProviders.Options"), option, name);
            }
        }
    }

    /// <summary>Whether the Hub lists any model that the provider serves.</summary>
    private static async Task<bool> IsKnownAsync(RouterRuntime core, string provider, CancellationToken stoppingToken)
    {
        const string Path = "/api/models";
        try
        {
            var root = await core.Questions.GetAsync(
                core.Settings.HubEndpoint, Path, HubSearch.Query(provider, task: null, search: null, limit: 1),
                    model: null, token: null, stoppingToken).ConfigureAwait(false);
            return HubClient.Read(Path, root, HubSearch.Read).Length > 0;
        }
        catch (InferenceException)
        {
            // It refuses the name, or does not answer: then nobody is known to have it.
            return false;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return true;
        }
    }
}
