using InferenceProviders.Primitives.Schemas;
using InferenceProviders.Tasks.Embeddings;

namespace InferenceProviders.Providers;

/// <summary>
/// OpenAI itself: chat and responses with a key of your own. The Hub does not know it, so ids are sent as given,
/// without the prefix <c>openai/</c>. Models that reason take <c>max_completion_tokens</c> (400 <c>'max_tokens' is not
/// supported with this model</c>), and no message takes reasoning
/// (https://platform.openai.com/docs/api-reference/chat/create).
/// </summary>
internal static class OpenAI
{
    public static Provider Create() => new("openai", "https://api.openai.com")
    {
        IsRouted = false,
        RequiresKey = true,
        UsesHubMapping = false,
        ModelPrefix = "openai/",
        Chat = new()
        {
            MaxTokensField = "max_completion_tokens",
            MaxTokensModels = ["gpt-3.5", "gpt-4", "chatgpt-4o"],
            ReasoningHistory = ReasoningHistory.None,
            FunctionRules = SchemaRules.ParameterProperties,
        },
        Responses = ResponsesDialect.OpenAI,
        Codecs = [new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 2048, asksBase64: true)],
    };
}
