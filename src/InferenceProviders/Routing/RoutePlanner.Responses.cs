namespace InferenceProviders.Routing;

/// <summary>
/// Routes of the Responses API. Hugging Face has one for all its providers, <c>/v1/responses</c>, which takes the provider as the model's
/// suffix; besides it there are only providers that have the API themselves.
/// </summary>
internal sealed partial class RoutePlanner
{
    /// <summary>Whether any key of the user's own is for a provider that has the API.</summary>
    private bool HasResponsesKey() => settings.ProviderKeys.Keys.Any(name => settings.Providers.Find(name)?.Responses is not null);

    private async ValueTask<Route> ResponsesRouteAsync(ModelReference model, string named, string? token, CancellationToken cancellationToken)
    {
        var known = settings.Providers.Find(named);
        if (settings.ProviderKeys.ContainsKey(named) || known is { IsRouted: false })
        {
            if (known is { Responses: not null })
            {
                // The Hub lists a provider's models by the task "conversational", whatever the protocol.
                var task = known.UsesHubMapping ? InferenceTask.Conversational : InferenceTask.Responses;
                return await NamedRouteAsync(model, named, task, token, cancellationToken).ConfigureAwait(false);
            }

            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"{named} has no Responses API of its own, and its key is only sent to itself. Use chat completions (for MCP tools, with UseMcpServerTools of InferenceProviders.Mcp); or leave its key out, so that Hugging Face's router calls it.")
            { Provider = named, Model = model.Text };
        }

        var suffixed = model.Suffix is null || model.HasPolicySuffix ? ModelReference.Parse($"{model.Id}:{named}") : model;
        return factory.Auto(suffixed, suffixed.Text, InferenceTask.Responses, token ?? throw NoToken(model));
    }
}
