namespace InferenceProviders.Providers;

/// <summary>Groq: chat.</summary>
internal static class Groq
{
    public static Provider Create() => new("groq", "https://api.groq.com")
    {
        Chat = new() { Path = "/openai/v1/chat/completions" },
    };
}
