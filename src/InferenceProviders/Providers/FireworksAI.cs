namespace InferenceProviders.Providers;

/// <summary>Fireworks: chat.</summary>
internal static class FireworksAI
{
    public static Provider Create() => new("fireworks-ai", "https://api.fireworks.ai")
    {
        Chat = new() { Path = "/inference/v1/chat/completions", JsonSchema = JsonSchemaDialect.JsonObjectSchema },
    };
}
