namespace InferenceProviders.Providers;

/// <summary>
/// Groq: chat. It refuses <c>reasoning_content</c> (400 <c>property 'reasoning_content' is unsupported</c>,
/// janhq/jan#8136), and of all models but gpt-oss <c>reasoning</c> too (<c>reasoning is not supported with this
/// model</c>, vercel/ai#8057; https://console.groq.com/docs/api-reference#chat-create).
/// </summary>
internal static class Groq
{
    public static Provider Create() => new("groq", "https://api.groq.com")
    {
        Chat = new()
        {
            Path = "/openai/v1/chat/completions",
            ReasoningHistory = ReasoningHistory.Reasoning,
            ReasoningModels = ["gpt-oss"],
        },
    };
}
