namespace InferenceProviders.Providers;

/// <summary>
/// Clarifai: chat. The Hub stopped routing to it on 2026-07-01; direct keys still work, with the scheme <c>Key</c>.
/// </summary>
internal static class Clarifai
{
    public static Provider Create() => new("clarifai", "https://api.clarifai.com")
    {
        HasLeftHub = true,
        AuthScheme = "Key",
        Chat = new() { Path = "/v2/ext/openai/v1/chat/completions" },
    };
}
