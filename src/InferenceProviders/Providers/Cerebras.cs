using System.Collections.Frozen;
using InferenceProviders.Primitives.Schemas;

namespace InferenceProviders.Providers;

/// <summary>
/// Cerebras: chat. It refuses <c>store</c>, which others ignore, and reasoning in any field but <c>reasoning</c>: 400
/// <c>property 'messages.1.assistant.reasoning_content' is unsupported</c> (NousResearch/hermes-agent#34716;
/// https://inference-docs.cerebras.ai/api-reference/chat-completions). The schema of an answer is that of structured
/// outputs, strict or not: 422 <c>'additionalProperties' is required to be supplied and set to false</c>
/// (agno-agi/agno#6013), 400 <c>Unsupported JSON schema fields: {'minItems', 'items'}</c>
/// (musistudio/claude-code-router#708), no list of types
/// (https://inference-docs.cerebras.ai/capabilities/structured-outputs, "Schema limitations").
/// </summary>
internal static class Cerebras
{
    public static Provider Create() => new("cerebras", "https://api.cerebras.ai")
    {
        Chat = new()
        {
            OmittedFields = FrozenSet.Create("store"),
            ReasoningHistory = ReasoningHistory.Reasoning,
            SchemaRules =
                SchemaRules.ClosedObjects | SchemaRules.NoOneOf | SchemaRules.OneType | SchemaRules.StrictKeywords
                | SchemaRules.NoLimits,
        },
    };
}
