namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>The Responses API of the router, and of a server of one's own that runs the same software.</summary>
internal static class ResponsesRoutes
{
    public static void MapResponses(this IEndpointRouteBuilder app, Emulation emulation)
    {
        var endpoint = new ResponsesEndpoint(emulation);
        app.MapPost("/router/v1/responses", endpoint.PostAsync);
        app.MapPost("/endpoint/v1/responses", endpoint.PostAsync);
    }
}
