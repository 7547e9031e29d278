using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>Featherless: chat and text generation.</summary>
internal static class FeatherlessAI
{
    public static Provider Create() => new("featherless-ai", "https://api.featherless.ai")
    {
        Chat = ChatDialect.OpenAI,
        Codecs = [TextCompletionCodec.OpenAI],
    };
}
