using InferenceProviders;
using Microsoft.Extensions.AI;

namespace ProviderCheck.Targets;

/// <summary>
/// What is checked: a provider, an endpoint, or the router; with a key, or with a Hugging Face token.
/// </summary>
internal sealed record CheckTarget
{
    /// <summary>How it is called in reports: <c>groq (own key)</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Fresh options that lead there, with token and keys, without limits.</summary>
    public required Func<InferenceProvidersOptions> Options { get; init; }

    /// <summary>The provider; null for the router's own choice, and for an endpoint.</summary>
    public string? Provider { get; init; }

    /// <summary>The endpoint's URL; null for a provider or the router.</summary>
    public Uri? Endpoint { get; init; }

    public required AuthMode Auth { get; init; }

    /// <summary>Whether calls carry a key or token that could be wrong.</summary>
    public bool HasKey { get; init; } = true;

    /// <summary>The key or token, to know it again in what is recorded; null without one.</summary>
    public string? Secret { get; init; }

    public CheckModels Models { get; init; } = new();

    /// <summary>The list of models; null for the one beside the chat of an OpenAI-compatible API.</summary>
    public Uri? ModelList { get; init; }

    /// <summary>Where the cost of requests can be asked for; null when it was not given.</summary>
    public Uri? Billing { get; init; }

    /// <summary>An address as the world knows it: the emulator stands for others.</summary>
    public Func<Uri, Uri> RealAddress { get; init; } = static address => address;

    public IChatClient Chat(InferenceRouter router, string model, ChatProtocol protocol =
        ChatProtocol.ChatCompletions) =>
        Endpoint is null ? router.AsIChatClient(model, protocol, Provider)
            : router.AsIChatClient(Endpoint, protocol, model.Length == 0 ? null : model);

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(InferenceRouter router, string model) =>
        Endpoint is null ? router.AsIEmbeddingGenerator(model, Provider)
            : router.AsIEmbeddingGenerator(Endpoint, model.Length == 0 ? null : model);
}
