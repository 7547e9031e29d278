using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>Images at once, named <c>images</c>, of a model named <c>model_name</c>.</summary>
internal sealed class HyperbolicMedia(Emulation emulation)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost(RoutePattern.Of("hyperbolic", "/v1/images/generations"), MakeAsync);

    private Task MakeAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find("hyperbolic")!, "text-to-image");
        var files = GenerationRequest.Read("text-to-image", context.Call().Json!).Render();
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["images"] = new JsonArray([.. files.Select((file, index) => (JsonNode)new JsonObject { ["index"] = index, ["image"] = file.Base64, ["random_seed"] = index })]),
            ["inference_time"] = 0.5,
        }, context.RequestAborted);
    }
}
