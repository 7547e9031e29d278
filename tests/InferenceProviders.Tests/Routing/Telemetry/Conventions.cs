namespace InferenceProviders.Tests.Routing.Telemetry;

/// <summary>
/// The names that OpenTelemetry's semantic conventions define for generative AI: transcribed from
/// <c>model/gen-ai/registry.yaml</c>, <c>spans.yaml</c> and <c>metrics.yaml</c> of the repository
/// <c>open-telemetry/semantic-conventions</c> at the tag v1.41.1, the last release that has them; later ones are in
/// <c>open-telemetry/semantic-conventions-genai</c>. The SDK itself has no list of them.
/// </summary>
internal static class Conventions
{
    public static readonly HashSet<string> Attributes =
    [
        "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.request.max_tokens", "gen_ai.request.choice.count",
            "gen_ai.request.temperature",
        "gen_ai.request.top_p", "gen_ai.request.top_k", "gen_ai.request.stop_sequences",
        "gen_ai.request.frequency_penalty",
        "gen_ai.request.presence_penalty", "gen_ai.request.encoding_formats", "gen_ai.request.seed",
        "gen_ai.request.stream", "gen_ai.response.id",
        "gen_ai.response.model", "gen_ai.response.finish_reasons", "gen_ai.response.time_to_first_chunk",
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.reasoning.output_tokens", "gen_ai.token.type", "gen_ai.conversation.id",
        "gen_ai.tool.definitions", "gen_ai.operation.name",
        "gen_ai.output.type", "gen_ai.embeddings.dimension.count", "gen_ai.system_instructions",
        "gen_ai.input.messages", "gen_ai.output.messages",
        "server.address", "server.port", "error.type",
    ];

    /// <summary>Those that a span of an inference call must have, or must have when it can.</summary>
    public static readonly string[] Required =
        ["gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "server.address", "server.port"];

    /// <summary>The client metrics with their units.</summary>
    public static readonly Dictionary<string, string> Metrics = new()
    {
        ["gen_ai.client.token.usage"] = "{token}",
        ["gen_ai.client.operation.duration"] = "s",
        ["gen_ai.client.operation.time_to_first_chunk"] = "s",
        ["gen_ai.client.operation.time_per_output_chunk"] = "s",
    };

    /// <summary>Attributes with content, which are opt-in.</summary>
    public static readonly string[] OptIn =
        ["gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.definitions"];
}
