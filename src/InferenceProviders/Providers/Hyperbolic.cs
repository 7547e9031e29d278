using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>Hyperbolic: chat and images. The Hub stopped routing to it on 2026-07-01; direct keys still work.</summary>
internal static class Hyperbolic
{
    public static Provider Create() => new("hyperbolic", "https://api.hyperbolic.xyz")
    {
        Chat = ChatDialect.OpenAI,
        Codecs = [new TextCompletionCodec("/v1/chat/completions") { AsChat = true }],
    };
}
