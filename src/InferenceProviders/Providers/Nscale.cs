namespace InferenceProviders.Providers;

/// <summary>Nscale: chat and images.</summary>
internal static class Nscale
{
    public static Provider Create() => new("nscale", "https://inference.api.nscale.com") { Chat = ChatDialect.OpenAI };
}
