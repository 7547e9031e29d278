using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>OVHcloud AI Endpoints: chat and text generation.</summary>
internal static class OvhCloud
{
    public static Provider Create() => new("ovhcloud", "https://oai.endpoints.kepler.ai.cloud.ovh.net")
    {
        Chat = ChatDialect.OpenAI,
        Codecs = [TextCompletionCodec.OpenAI],
    };
}
