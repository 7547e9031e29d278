using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>Novita: chat, text generation, video.</summary>
internal static class Novita
{
    public static Provider Create() => new("novita", "https://api.novita.ai")
    {
        Chat = new() { Path = "/v3/openai/chat/completions" },
        Codecs = [new TextCompletionCodec("/v3/openai/completions")],
    };
}
