namespace InferenceProviders.Diagnostics;

/// <summary>
/// Names of OpenTelemetry's semantic conventions for generative AI (registry of release v1.41.1, the last one before it
/// moved to <c>open-telemetry/semantic-conventions-genai</c>), and the few of our own, which begin with
/// <c>inference_providers.</c>
/// </summary>
internal static class GenAI
{
    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string ConversationId = "gen_ai.conversation.id";
    public const string OutputType = "gen_ai.output.type";
    public const string TokenType = "gen_ai.token.type";
    public const string SystemInstructions = "gen_ai.system_instructions";
    public const string InputMessages = "gen_ai.input.messages";
    public const string OutputMessages = "gen_ai.output.messages";
    public const string ToolDefinitions = "gen_ai.tool.definitions";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";

    internal static class Request
    {
        public const string Model = "gen_ai.request.model";
        public const string Stream = "gen_ai.request.stream";
        public const string MaxTokens = "gen_ai.request.max_tokens";
        public const string Temperature = "gen_ai.request.temperature";
        public const string TopP = "gen_ai.request.top_p";
        public const string TopK = "gen_ai.request.top_k";
        public const string Seed = "gen_ai.request.seed";
        public const string StopSequences = "gen_ai.request.stop_sequences";
        public const string FrequencyPenalty = "gen_ai.request.frequency_penalty";
        public const string PresencePenalty = "gen_ai.request.presence_penalty";
    }

    internal static class Response
    {
        public const string Id = "gen_ai.response.id";
        public const string Model = "gen_ai.response.model";
        public const string FinishReasons = "gen_ai.response.finish_reasons";
        public const string TimeToFirstChunk = "gen_ai.response.time_to_first_chunk";
    }

    internal static class Usage
    {
        public const string InputTokens = "gen_ai.usage.input_tokens";
        public const string OutputTokens = "gen_ai.usage.output_tokens";
        public const string CachedInputTokens = "gen_ai.usage.cache_read.input_tokens";
        public const string ReasoningTokens = "gen_ai.usage.reasoning.output_tokens";
    }

    internal static class Metrics
    {
        public const string TokenUsage = "gen_ai.client.token.usage";
        public const string Duration = "gen_ai.client.operation.duration";
        public const string TimeToFirstChunk = "gen_ai.client.operation.time_to_first_chunk";
        public const string Attempts = "inference_providers.attempts";
        public const string Cost = "inference_providers.cost";
        public const string RateLimitRemaining = "inference_providers.rate_limit.remaining";
        public const string RateLimitWait = "inference_providers.rate_limit.wait";
        public const string StoreRequests = "inference_providers.shared_store.requests";
        public const string StoreConnected = "inference_providers.shared_store.connected";
    }

    /// <summary>Our own: about the routing, which the conventions do not know.</summary>
    internal static class Own
    {
        public const string AuthMode = "inference_providers.auth_mode";
        public const string Attempts = "inference_providers.attempts";
        public const string RateLimitName = "inference_providers.rate_limit.name";
        public const string KeyName = "inference_providers.key_name";
        public const string RequestId = "inference_providers.request_id";
        public const string Cost = "inference_providers.cost_nano_usd";
        public const string CostSource = "inference_providers.cost_source";
        public const string AttemptEvent = "inference_providers.attempt";
        public const string AttemptDuration = "inference_providers.attempt.duration";
        public const string Abandoned = "inference_providers.abandoned";
    }

    /// <summary>The conventions' name of a task; tasks that they have none for go by the Hub's.</summary>
    public static string Operation(InferenceTask task) => task.Name switch
    {
        "conversational" => "chat",
        "text-generation" => "text_completion",
        "feature-extraction" => "embeddings",

        // The conventions have no name for it yet; this is the one that instrumentations of other SDKs write.
        "text-ranking" => "rerank",
        "text-to-image" or "image-to-image" or "image-text-to-image" or "text-to-video" or "image-to-video"
            or "image-text-to-video"
            or "text-to-speech" or "text-to-audio" => "generate_content",
        var name => name,
    };
}
