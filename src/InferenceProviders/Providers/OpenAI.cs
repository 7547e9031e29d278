using InferenceProviders.Tasks.Embeddings;

namespace InferenceProviders.Providers;

/// <summary>OpenAI itself: chat and responses with a key of your own. The Hub does not know it, so ids are sent as given, without the prefix <c>openai/</c>.</summary>
internal static class OpenAI
{
    public static Provider Create() => new("openai", "https://api.openai.com")
    {
        IsRouted = false,
        RequiresKey = true,
        UsesHubMapping = false,
        ModelPrefix = "openai/",
        Chat = ChatDialect.OpenAI,
        Responses = ResponsesDialect.OpenAI,
        Codecs = [new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 2048, asksBase64: true)],
    };
}
