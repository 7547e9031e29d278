namespace InferenceProviders.Providers;

/// <summary>Cohere: chat, through its compatibility API.</summary>
internal static class Cohere
{
    public static Provider Create() => new("cohere", "https://api.cohere.com")
    {
        Chat = new() { Path = "/compatibility/v1/chat/completions", JsonSchema = JsonSchemaDialect.JsonObjectSchema },
    };
}
