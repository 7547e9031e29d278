using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Chat;
using InferenceProviders.Emulator.Tasks.Responses;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Router;

/// <summary>The router's own addresses: it picks the provider.</summary>
internal static class RouterRoutes
{
    public static void MapRouter(this IEndpointRouteBuilder app, Emulation emulation)
    {
        app.MapPost("/router/v1/chat/completions", ChatEndpoint.AutoAsync);
        app.MapPost("/router/v1/responses", ResponsesEndpoint.PostAsync);
        app.MapGet(
            "/router/v1/models", context =>
            context.Response.SendJsonAsync(ModelList.Create(emulation.Catalog), context.RequestAborted));
    }
}
