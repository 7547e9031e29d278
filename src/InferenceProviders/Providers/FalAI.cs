namespace InferenceProviders.Providers;

/// <summary>fal: images, video, speech. Direct calls carry <c>Authorization: Key</c>.</summary>
internal static class FalAI
{
    public static Provider Create() => new("fal-ai", "https://fal.run") { AuthScheme = "Key" };
}
