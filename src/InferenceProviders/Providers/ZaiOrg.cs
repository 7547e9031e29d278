namespace InferenceProviders.Providers;

/// <summary>Z.ai: chat, images, text from images. It wants to know who sends, and in which language.</summary>
internal static class ZaiOrg
{
    public static Provider Create() => new("zai-org", "https://api.z.ai")
    {
        Headers = new Dictionary<string, string> { ["x-source-channel"] = "hugging_face", ["accept-language"] = "en-US,en" },
        Chat = new() { Path = "/api/paas/v4/chat/completions" },
    };
}
