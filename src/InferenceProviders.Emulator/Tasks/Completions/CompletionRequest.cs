using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Completions;

/// <summary>A text completion request after its shape was checked.</summary>
internal sealed record CompletionRequest(string Prompt)
{
    public int? MaxTokens { get; private init; }

    public IReadOnlyList<string> Stop { get; private init; } = [];

    public bool Stream { get; private init; }

    public bool IncludeUsage { get; private init; }

    /// <summary>
    /// Whether the answer begins with the prompt: OpenAI's <c>echo</c>, text-generation-inference's
    /// <c>return_full_text</c>.
    /// </summary>
    public bool Echo { get; private init; }

    public static CompletionRequest Read(JsonObject json)
    {
        json.Number("temperature", 0, 2);
        json.Number("top_p", 0, 1);
        return new(json.RequiredText("prompt"))
        {
            MaxTokens = json.Integer("max_tokens", 1),
            Stop = json.StopSequences(),
            Stream = json.Flag("stream") ?? false,
            IncludeUsage = json.Object("stream_options")?.Flag("include_usage", "stream_options.") ?? false,
            Echo = (json.Flag("echo") ?? false) || (json.Flag("return_full_text") ?? false),
        };
    }
}
