using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Calls;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing;

/// <summary>Who serves a model, for the error of a call that found nobody who does.</summary>
internal sealed class ServingProviders(RouterSettings settings, HubMappings mappings)
{
    /// <summary>The error is there already; what it could say in addition is not worth a longer wait.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    /// <summary>
    /// Adds to an error of kind <see cref="InferenceErrorKind.ModelNotFound"/> who serves the model, as the Hub knows it. When the Hub cannot
    /// say, the error stays as it is.
    /// </summary>
    public async Task AdviseAsync(InferenceException failure, RoutePlan plan, Call call)
    {
        if (failure.Kind != InferenceErrorKind.ModelNotFound || !ModelReference.TryParse(plan.Model, out var model) || model.Endpoint is not null || !HubMappings.IsHubId(model.Id))
        {
            return;
        }

        try
        {
            var token = await settings.GetTokenAsync(call.Token).ConfigureAwait(false);
            var mapping = await mappings.GetAsync(model.Id, token, call.Token).WaitAsync(ShortestWait, call.Clock, call.Token).ConfigureAwait(false);
            failure.Advice = Words(mapping, model, plan.Task, failure.Provider);
        }
        catch (Exception exception) when (exception is InferenceException or ArgumentException or TimeoutException or OperationCanceledException)
        {
            Log.AdviceFailed(_logger, model.Id, (exception as InferenceException)?.Kind ?? InferenceErrorKind.Timeout);
        }
    }

    private static string Words(ModelMapping mapping, ModelReference model, InferenceTask task, string? failed)
    {
        var serving = string.Join(", ", mapping.Entries
            .Where(entry => ModelMapping.Serves(entry, task) && !string.Equals(entry.Provider, failed, StringComparison.OrdinalIgnoreCase))
            .Select(entry => entry.IsLive ? entry.Provider : $"{entry.Provider} ({Validate.Printable(entry.Status)})"));
        if (serving.Length > 0)
        {
            return $"According to the Hub {model.Id} is served for '{task}' by: {serving}.";
        }

        var others = string.Join(", ", mapping.Entries
            .Where(entry => !ModelMapping.Serves(entry, task))
            .Select(entry => $"{entry.Provider} ('{Validate.Printable(entry.Task.Name)}')"));
        return others.Length > 0
            ? $"The Hub knows no other provider that serves {model.Id} for '{task}'; it is served by: {others}."
            : $"The Hub knows no other provider that serves {model.Id}.";
    }
}
