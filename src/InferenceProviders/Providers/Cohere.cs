namespace InferenceProviders.Providers;

/// <summary>
/// Cohere: chat, through its compatibility API, whose messages have no reasoning
/// (https://docs.cohere.com/docs/compatibility-api).
/// </summary>
internal static class Cohere
{
    public static Provider Create() => new("cohere", "https://api.cohere.com")
    {
        Chat = new()
        {
            Path = "/compatibility/v1/chat/completions",
            JsonSchema = JsonSchemaDialect.JsonObjectSchema,
            ReasoningHistory = ReasoningHistory.None,
        },
    };
}
