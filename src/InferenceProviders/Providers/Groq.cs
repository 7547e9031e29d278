using InferenceProviders.Providers.Contracts;

namespace InferenceProviders.Providers;

/// <summary>
/// Groq: chat. It refuses <c>reasoning_content</c> (400 <c>property 'reasoning_content' is unsupported</c>,
/// janhq/jan#8136), and of all models but gpt-oss <c>reasoning</c> too (<c>reasoning is not supported with this
/// model</c>, vercel/ai#8057; https://console.groq.com/docs/api-reference#chat-create).
/// </summary>
internal static class Groq
{
    /// <summary>
    /// The Compound systems are told which of their tools they may use
    /// (https://console.groq.com/docs/compound/built-in-tools), gpt-oss has two in the list of tools
    /// (https://console.groq.com/docs/browser-search, https://console.groq.com/docs/code-execution).
    /// </summary>
    public static IReadOnlyList<ChatTool> Tools { get; } =
    [
        new(HostedTools.WebSearch, ChatToolPlace.Enabled, "web_search") { Models = "compound" },
        new(HostedTools.CodeInterpreter, ChatToolPlace.Enabled, "code_interpreter") { Models = "compound" },
        new(HostedTools.WebSearch, ChatToolPlace.Entry, "browser_search") { Models = "gpt-oss" },
        new(HostedTools.CodeInterpreter, ChatToolPlace.Entry, "code_interpreter") { Models = "gpt-oss" },
    ];

    public static Provider Create() => new("groq", "https://api.groq.com")
    {
        Chat = new()
        {
            Path = "/openai/v1/chat/completions",
            ReasoningHistory = ReasoningHistory.Reasoning,
            ReasoningModels = ["gpt-oss"],
            Tools = Tools,
        },
        OwnModels = ["groq/compound", "groq/compound-mini"],

        // https://console.groq.com/docs/api-reference#files
        Files = new() { Path = "/openai/v1/files", Purpose = "batch" },
    };
}
