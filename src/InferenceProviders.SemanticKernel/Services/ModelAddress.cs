using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Services;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>The model that a service asks: on which router, and at which provider when one is named.</summary>
internal sealed record ModelAddress(InferenceRouter Router, string Model, string? Provider)
{
    /// <summary>The models of a chain, the first one included; null for one model.</summary>
    public IReadOnlyList<string>? Chain { get; init; }

    /// <summary>The same for a call whose settings name another model.</summary>
    public ModelAddress With(string? model) => string.IsNullOrEmpty(model) ? this : this with { Model = model };

    public IChatClient Chat() => Chain is null ? Router.AsIChatClient(Model, Provider) : Router.AsIChatClient(Chain);

    /// <summary>
    /// What Semantic Kernel's service selectors look at: strings, without secrets that an endpoint's query may hold.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Attributes()
    {
        var metadata = Chat().GetRequiredService<ChatClientMetadata>();
        var attributes = new Dictionary<string, object?>
        {
            [AIServiceExtensions.ModelIdKey] = metadata.DefaultModelId,
            [AIServiceExtensions.EndpointKey] = metadata.ProviderUri?.ToString(),
        };
        if (Provider is not null)
        {
            attributes["Provider"] = Provider;
        }

        return attributes;
    }

    /// <summary>
    /// The first of the tasks that the model is served for. For an endpoint, or where the Hub does not know, it is the
    /// last one, unless the named provider cannot do that.
    /// </summary>
    public async ValueTask<InferenceTask> FindTaskAsync(
        IReadOnlyList<InferenceTask> tasks, CancellationToken cancellationToken)
    {
        var reference = ModelReference.Parse(Model);
        if (reference.Endpoint is not null)
        {
            return tasks[^1];
        }

        var named = Provider ?? (reference.HasPolicySuffix ? null : reference.Suffix);
        if (named is not null && Router.Providers.Find(named) is { UsesHubMapping: false } known)
        {
            return known.Supports(tasks[^1]) ? tasks[^1] : tasks.FirstOrDefault(known.Supports, tasks[^1]);
        }

        try
        {
            var mappings = await Router.Catalog.GetProvidersAsync(Model, cancellationToken).ConfigureAwait(false);
            var served = mappings.Where(mapping => named is null
                || mapping.Provider.Equals(named, StringComparison.OrdinalIgnoreCase)).Select(mapping =>
                mapping.Task).ToHashSet();
            return tasks.FirstOrDefault(served.Contains, tasks[^1]);
        }
        catch (InferenceException error) when (error.Kind == InferenceErrorKind.ModelNotFound)
        {
            // The call itself says so better, and a provider that the options name may know the model all the same.
            return tasks[^1];
        }
    }
}
