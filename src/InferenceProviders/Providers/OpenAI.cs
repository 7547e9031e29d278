using InferenceProviders.Primitives.Schemas;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Speech;

namespace InferenceProviders.Providers;

/// <summary>
/// OpenAI itself: chat, responses, embeddings and speech with a key of your own. The Hub does not know it, so ids are
/// sent as given, without the prefix <c>openai/</c>. Models that reason take <c>max_completion_tokens</c> (400
/// <c>'max_tokens' is not supported with this model</c>), and no message takes reasoning
/// (https://platform.openai.com/docs/api-reference/chat/create).
/// </summary>
internal static class OpenAI
{
    /// <summary>
    /// A search is an option of chat completions, for models that are made for it
    /// (https://platform.openai.com/docs/guides/tools-web-search#chat-completions).
    /// </summary>
    public static ChatTool WebSearch { get; } =
        new(HostedTools.WebSearch, ChatToolPlace.Field, "web_search_options");

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
            Tools = [WebSearch],
        },
        Responses = ResponsesDialect.OpenAI,

        // https://platform.openai.com/docs/api-reference/files, /container-files
        Files = new() { HasPages = true, ContainersPath = "/v1/containers" },
        Codecs =
        [
            new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 2048, asksBase64: true),
            new FormTranscriptionCodec("/v1/audio/transcriptions", streams: true),
            new SpeechCodec(),
        ],
    };

    /// <summary>
    /// Events have the usage beside the audio. The first models have none: <c>sse is not supported for tts-1 or
    /// tts-1-hd</c> (https://platform.openai.com/docs/api-reference/audio/createSpeech); their bytes come as they are
    /// made. A voice is required, and <c>alloy</c> is that of the documentation's examples.
    /// </summary>
    private sealed class SpeechCodec() : OpenAISpeechCodec("/v1/audio/speech", defaultVoice: "alloy")
    {
        protected override bool AskForStream(WireBody body, string model)
        {
            if (body.Has("stream_format") || model.StartsWith("tts-1", StringComparison.Ordinal))
            {
                return false;
            }

            body["stream_format"] = "sse";
            return true;
        }
    }
}
