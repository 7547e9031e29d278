using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>How many tokens a prompt has: approximately what real tokenizers say.</summary>
internal static class PromptTokens
{
    private const int PerMessage = 4;
    private const int PerImage = 256;
    private const int PerAudio = 128;

    public static int Count(ChatRequest request) => ByMessage(request).Sum(message => message.Tokens);

    /// <summary>The tools and each message, in the order in which a model reads them.</summary>
    public static IEnumerable<(string Content, int Tokens)> ByMessage(ChatRequest request)
    {
        foreach (var tool in request.Tools)
        {
            var text = $"{tool.Name} {tool.Description} {tool.Schema?.ToJsonString()}";
            yield return (text, Tokens.Count(text));
        }

        foreach (var message in request.Messages)
        {
            var calls = string.Concat(message.ToolCalls.Select(call => call.Name + call.Arguments));
            var text = $"{message.Role}: {message.Text}{calls}";
            var media = (message.Parts.OfType<ImagePart>().Count() * PerImage)
                + (message.Parts.OfType<AudioPart>().Count() * PerAudio);
            yield return (text, Tokens.Count(text) + media + PerMessage);
        }
    }
}
