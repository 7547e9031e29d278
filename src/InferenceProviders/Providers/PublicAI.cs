namespace InferenceProviders.Providers;

/// <summary>Public AI: chat.</summary>
internal static class PublicAI
{
    public static Provider Create() => new("publicai", "https://api.publicai.co") { Chat = ChatDialect.OpenAI };
}
