using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator.Tasks.Completions;

/// <summary>Raw text completions, where a provider has them.</summary>
internal static class CompletionRoutes
{
    public static void MapCompletions(this IEndpointRouteBuilder app, Emulation emulation)
    {
        var endpoint = new CompletionEndpoint(emulation);
        app.MapPost("/endpoint" + ProfileTable.Endpoint.CompletionsPath, endpoint.OwnServerAsync);
        foreach (var profile in ProfileTable.ByName.Values.Where(profile => profile.CompletionsPath is not null))
        {
            app.MapPost(RoutePattern.Of(profile.Name, profile.CompletionsPath!), context => endpoint.ProviderAsync(context, profile));
        }
    }
}
