using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator.Hub;

/// <summary>The Hub's API.</summary>
internal static class HubRoutes
{
    public static void MapHub(this IEndpointRouteBuilder app, Emulation emulation)
    {
        var models = new ModelInfoEndpoint(emulation);
        app.MapGet("/hub/api/models", models.SearchAsync);
        app.MapGet("/hub/api/models/{name}", models.InfoAsync);
        app.MapGet("/hub/api/models/{organization}/{name}", models.InfoAsync);
        app.MapGet("/hub/api/tasks", models.TasksAsync);
        app.MapGet("/hub/api/whoami-v2", WhoAmI.AnswerAsync);
    }
}
