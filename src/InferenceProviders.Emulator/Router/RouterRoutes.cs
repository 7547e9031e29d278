using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Router;

/// <summary>What the router serves besides inference.</summary>
internal static class RouterRoutes
{
    public static void MapRouter(this IEndpointRouteBuilder app, Emulation emulation)
    {
        app.MapGet("/router/v1/models", context => context.Response.SendJsonAsync(ModelList.Create(emulation.Catalog), context.RequestAborted));
    }
}
