using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>Chat completions: the server-side router's, each provider's own path, and that of a model server of one's own.</summary>
internal static class ChatRoutes
{
    public static void MapChat(this IEndpointRouteBuilder app, Emulation emulation)
    {
        var endpoint = new ChatEndpoint(emulation);
        app.MapPost("/router/v1/chat/completions", endpoint.AutoAsync);
        app.MapPost("/endpoint/v1/chat/completions", endpoint.OwnServerAsync);
        foreach (var profile in ProfileTable.ByName.Values)
        {
            var dialect = emulation.Registry.Find(profile.Name)?.Chat ?? ChatDialect.OpenAI;
            app.MapPost(RoutePattern.Of(profile.Name, dialect.Path), context => endpoint.ProviderAsync(context, profile, dialect));
        }
    }
}
