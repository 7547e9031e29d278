using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>
/// Chat completions at each provider's own path; a provider that the library does not know has OpenAI's.
/// </summary>
internal static class ChatRoutes
{
    public static void MapChat(this IEndpointRouteBuilder app, Emulation emulation)
    {
        foreach (var provider in emulation.Providers.Append(emulation.OwnServer).Where(
            provider => provider.Chat is not null))
        {
            var dialect = emulation.Registry.Find(provider.Name)?.Chat ?? ChatDialect.OpenAI;
            JsonSchemaDialect? schemas = provider == emulation.OwnServer ? null : dialect.JsonSchema;
            app.Map(emulation, provider, "POST", dialect.Path, context => ChatEndpoint.ProviderAsync(context, schemas));
        }
    }
}
