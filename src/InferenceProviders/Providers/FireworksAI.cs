using InferenceProviders.Primitives.Schemas;

namespace InferenceProviders.Providers;

/// <summary>
/// Fireworks: chat. Reasoning goes back in <c>reasoning_content</c> (https://docs.fireworks.ai/guides/reasoning);
/// schemas have no <c>oneOf</c>
/// (https://docs.fireworks.ai/structured-responses/structured-response-formatting).
/// </summary>
internal static class FireworksAI
{
    public static Provider Create() => new("fireworks-ai", "https://api.fireworks.ai")
    {
        Chat = new()
        {
            Path = "/inference/v1/chat/completions",
            JsonSchema = JsonSchemaDialect.JsonObjectSchema,
            ReasoningHistory = ReasoningHistory.ReasoningContent,
            SchemaRules = SchemaRules.NoOneOf,
        },
    };
}
