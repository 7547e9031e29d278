using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Services;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>The model that a service asks: on which router, and at which provider when one is named.</summary>
internal sealed record ModelAddress(InferenceRouter Router, string Model, string? Provider)
{
    /// <summary>The models of a chain, the first one included; null for one model.</summary>
    public IReadOnlyList<string>? Chain { get; init; }

    /// <summary>How many models a chain has at most.</summary>
    public const int MaxModels = 10;

    /// <summary>
    /// The same for a call whose settings name another model: it comes first, and the chain stays behind it.
    /// </summary>
    public ModelAddress With(string? model) => string.IsNullOrEmpty(model) ? this : this with
    {
        Model = model,
        Chain = Chain is null ? null : [model, .. Chain.Where(other => other != model).Take(MaxModels - 1)],
    };

    public IChatClient Chat() => Chain is null ? Router.AsIChatClient(Model, Provider) : Router.AsIChatClient(Chain);

    public IEmbeddingGenerator<string, Embedding<float>> Embedder(int? dimensions) => Chain is null
        ? Router.AsIEmbeddingGenerator(Model, Provider, dimensions)
        : Router.AsIEmbeddingGenerator(Chain, dimensions);

    public IImageGenerator Painter() =>
        Chain is null ? Router.AsIImageGenerator(Model, Provider) : Router.AsIImageGenerator(Chain);

    public ITextToSpeechClient Speaker() =>
        Chain is null ? Router.AsITextToSpeechClient(Model, Provider) : Router.AsITextToSpeechClient(Chain);

    public Task<SpeechToTextResponse> TranscribeAsync(
        InferenceMedia audio, SpeechToTextOptions options, CancellationToken cancellationToken) => Chain is null
        ? Router.TranscribeAsync(audio, Model, options, Provider, cancellationToken)
        : Router.TranscribeAsync(audio, Chain, options, cancellationToken);

    public Task<GeneratedAudio> GenerateAudioAsync(
        string prompt, AudioGenerationOptions options, CancellationToken cancellationToken) => Chain is null
        ? Router.GenerateAudioAsync(prompt, Model, options, Provider, cancellationToken)
        : Router.GenerateAudioAsync(prompt, Chain, options, cancellationToken);

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
    /// The first of the tasks that the model is served for; of a chain, the first model that the Hub knows. For an
    /// endpoint, or where the Hub does not know, it is the last one, unless the named provider cannot do that.
    /// </summary>
    public async ValueTask<InferenceTask> FindTaskAsync(
        IReadOnlyList<InferenceTask> tasks, CancellationToken cancellationToken)
    {
        foreach (var model in Chain ?? [Model])
        {
            if (await FindTaskAsync(model, tasks, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        return tasks[^1];
    }

    private async ValueTask<InferenceTask?> FindTaskAsync(
        string model, IReadOnlyList<InferenceTask> tasks, CancellationToken cancellationToken)
    {
        var reference = ModelReference.Parse(model);
        if (reference.Endpoint is not null)
        {
            return null;
        }

        var named = Provider ?? (reference.HasPolicySuffix ? null : reference.Suffix);
        if (named is not null && Router.Providers.Find(named) is { UsesHubMapping: false } known)
        {
            return known.Supports(tasks[^1]) ? tasks[^1] : tasks.FirstOrDefault(known.Supports, tasks[^1]);
        }

        try
        {
            var mappings = await Router.Catalog.GetProvidersAsync(model, cancellationToken).ConfigureAwait(false);
            var served = mappings.Where(mapping => named is null
                || mapping.Provider.Equals(named, StringComparison.OrdinalIgnoreCase)).Select(mapping =>
                mapping.Task).ToHashSet();
            return tasks.Where(served.Contains).Select(task => (InferenceTask?)task).FirstOrDefault();
        }
        catch (InferenceException error) when (error.Kind == InferenceErrorKind.ModelNotFound)
        {
            // The call itself says so better, and a provider that the options name may know the model all the same.
            return null;
        }
    }
}
