using InferenceProviders;

namespace ProviderCheck.Targets;

/// <summary>The models that stand for the tasks; null for a task that is not checked.</summary>
internal sealed record CheckModels
{
    /// <summary>For chat, tools, schemas and all the rest that is text.</summary>
    public string? Chat { get; init; }

    /// <summary>A chat model that sees; null when none is known to.</summary>
    public string? Vision { get; init; }

    /// <summary>A chat model that thinks before it answers; null when none is known to.</summary>
    public string? Reasoning { get; init; }

    public string? Embedding { get; init; }

    public string? Image { get; init; }

    public string? Speech { get; init; }

    public string? Transcription { get; init; }

    /// <summary>The chat model's context in tokens; null when it is not known.</summary>
    public long? Context { get; init; }

    /// <summary>These, and those of <paramref name="others"/> for the tasks that have none here.</summary>
    public CheckModels Or(CheckModels others) => new()
    {
        Chat = Chat ?? others.Chat,
        Vision = Vision ?? (Chat is null ? others.Vision : null),
        Reasoning = Reasoning ?? (Chat is null ? others.Reasoning : null),
        Embedding = Embedding ?? others.Embedding,
        Image = Image ?? others.Image,
        Speech = Speech ?? others.Speech,
        Transcription = Transcription ?? others.Transcription,
        Context = Context ?? (Chat is null || Chat == others.Chat ? others.Context : null),
    };

    /// <summary>What the Hub and the router's list say of a provider, or of all (null).</summary>
    public static async Task<CheckModels> OfHubAsync(
        HubCatalog catalog, string? provider, string? chat, CancellationToken cancellationToken)
    {
        var listed = (await catalog.GetModelsAsync(cancellationToken)).Find(new ModelQuery { Provider = provider });
        var chosen = chat is null
            ? listed.OrderByDescending(model => HasTools(model, provider)).ThenBy(model =>
                Price(model, provider)).FirstOrDefault()
            : listed.FirstOrDefault(model => model.Id == ModelReference.Parse(chat).ToString());
        return new()
        {
            Chat = chat ?? chosen?.Id ?? await FirstAsync(InferenceTask.Conversational),
            Vision = listed.Where(model => model.Accepts("image")).MinBy(model => Price(model, provider))?.Id,
            Embedding = await FirstAsync(InferenceTask.FeatureExtraction),
            Image = await FirstAsync(InferenceTask.TextToImage),
            Speech = await FirstAsync(InferenceTask.TextToSpeech),
            Transcription = await FirstAsync(InferenceTask.AutomaticSpeechRecognition),
            Context = chosen?.Offers.FirstOrDefault(offer =>
                provider is null || offer.Provider == provider)?.ContextLength,
        };

        // The Hub names the most used ones first.
        async Task<string?> FirstAsync(InferenceTask task) =>
            (await catalog.ListModelsAsync(
                provider, task, limit: 1, cancellationToken: cancellationToken)) is [var first, ..]
                ? first.Id
                : null;
    }

    private static bool HasTools(ModelEntry model, string? provider) =>
        model.Offers.Any(offer => (provider is null || offer.Provider == provider) && offer.SupportsTools == true);

    private static decimal Price(ModelEntry model, string? provider) =>
        model.Offers.Where(offer => provider is null || offer.Provider == provider)
            .Min(offer => offer.OutputPrice) ?? decimal.MaxValue;
}
