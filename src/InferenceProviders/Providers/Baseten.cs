namespace InferenceProviders.Providers;

/// <summary>Baseten: chat.</summary>
internal static class Baseten
{
    public static Provider Create() => new("baseten", "https://inference.baseten.co") { Chat = ChatDialect.OpenAI };
}
