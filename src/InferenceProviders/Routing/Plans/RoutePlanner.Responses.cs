namespace InferenceProviders.Routing.Plans;

/// <summary>
/// Routes of the Responses API. Hugging Face has one for all its providers, <c>/v1/responses</c>, which takes the
/// provider as the model's suffix; besides it there are only providers that have the API themselves.
/// </summary>
internal sealed partial class RoutePlanner
{
    /// <summary>Whether any key of the user's own is for a provider that speaks the protocol.</summary>
    private bool HasKeyFor(ChatProtocol? protocol) => protocol == ChatProtocol.Responses
        ? settings.ProviderKeys.Keys.Any(name => settings.Providers.Find(name)?.Responses is not null)
        : settings.ProviderKeys.Count > 0;

    private async ValueTask<Route> ResponsesRouteAsync(
        ModelReference model, string named, string? token, CancellationToken cancellationToken)
    {
        var known = settings.Providers.Find(named);
        if (settings.ProviderKeys.ContainsKey(named) || known is { IsRouted: false })
        {
            if (known is { Responses: not null })
            {
                return await NamedRouteAsync(
                    model, named, InferenceTask.Conversational, ChatProtocol.Responses, token,
                    cancellationToken).ConfigureAwait(false);
            }

            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"{named} has no Responses API of its own, and its key is only sent to itself. Use chat completions "
                    + $"(for MCP tools, with UseMcpServerTools of InferenceProviders.Mcp); or leave its key out, so "
                    + $"that Hugging Face's router calls it.")
            { Provider = named, Model = model.Text };
        }

        var suffixed = model.Suffix is null || model.HasPolicySuffix ? ModelReference.Parse($"{model.Id}:{named}")
            : model;
        return factory.Auto(suffixed, suffixed.Text, ChatProtocol.Responses, token ?? throw NoToken(model));
    }
}
