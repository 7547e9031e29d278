using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// What else to say in the error of a call that found nobody who serves its model: who does, and which name was
/// probably meant.
/// </summary>
internal sealed class ServingProviders(RouterSettings settings, HubMappings mappings, SimilarModels similar)
{
    private static readonly string[] Policies = ["fastest", "cheapest", "preferred"];

    /// <summary>The error is there already; what it could say in addition is not worth a longer wait.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    /// <summary>
    /// Adds to an error of kind <see cref="InferenceErrorKind.ModelNotFound"/> who serves the model, as the Hub knows
    /// it, and which model was meant when the Hub knows none. When the Hub cannot say, the error stays as it is.
    /// </summary>
    public async Task AdviseAsync(InferenceException failure, Route route, Call call)
    {
        if (!ModelReference.TryParse(route.Model, out var model) || model.Endpoint is not null)
        {
            return;
        }

        if (MeantSuffix(model) is { } meant && failure.Kind is InferenceErrorKind.ModelNotFound
            or InferenceErrorKind.InvalidRequest or InferenceErrorKind.NotSupported)
        {
            failure.AddAdvice($"Did you mean '{model.Id}:{meant}'?");
            return;
        }

        if (failure.Kind == InferenceErrorKind.ModelNotFound && HubMappings.IsHubId(model.Id))
        {
            failure.AddAdvice(await TryAsync(model, call.Clock, async (token, cancellation) =>
            {
                try
                {
                    return FormatMessage(
                        await mappings.GetAsync(model.Id, token, cancellation).ConfigureAwait(false), model, route.Task,
                        failure.Provider);
                }
                catch (InferenceException exception)
                    when (exception.Kind is InferenceErrorKind.ModelNotFound or InferenceErrorKind.Authentication)
                {
                    // The Hub does not know it, or does not show it to everybody.
                    return Question(await similar.FindAsync(model, token, cancellation).ConfigureAwait(false));
                }
            }, call.Token).ConfigureAwait(false));
        }
    }

    /// <summary>Adds to an error of the planning which model was probably meant.</summary>
    public async Task SuggestAsync(
        InferenceException failure, ModelReference model, CancellationToken cancellationToken)
    {
        if (failure.Advice is null && HubMappings.IsHubId(model.Id))
        {
            failure.Advice = await TryAsync(
                model, settings.TimeProvider,
                async (token, cancellation) =>
                    Question(await similar.FindAsync(model, token, cancellation).ConfigureAwait(false)),
                    cancellationToken).ConfigureAwait(false);
        }
    }

    private static string? Question(string? model) => model is null ? null : $"Did you mean '{model}'?";

    /// <summary>A suffix that is neither a policy nor a provider, but nearly one.</summary>
    private string? MeantSuffix(ModelReference model) =>
        model.Suffix is { } suffix && !model.HasPolicySuffix
            ? NearestName.Of(suffix, [.. Policies, .. settings.Providers.Names])
            : null;

    private async Task<string?> TryAsync(
        ModelReference model, TimeProvider clock, Func<string?, CancellationToken, Task<string?>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            var token = await settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
            return await ask(token, cancellationToken)
                .WaitAsync(TimeLimit, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is InferenceException or ArgumentException or TimeoutException
            or OperationCanceledException)
        {
            Log.AdviceFailed(_logger, model.Id, (exception as InferenceException)?.Kind ?? InferenceErrorKind.Timeout);
            return null;
        }
    }

    private static string FormatMessage(ModelMapping mapping, ModelReference model, InferenceTask task, string? failed)
    {
        var serving = string.Join(", ", mapping.Entries
            .Where(
                entry =>
                ModelMapping.Serves(entry, task)
                && !string.Equals(entry.Provider, failed, StringComparison.OrdinalIgnoreCase))
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
