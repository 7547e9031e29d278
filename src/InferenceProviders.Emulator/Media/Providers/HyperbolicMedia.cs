using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Hosting;
using InferenceProviders.Emulator.Providers;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>Images at once, named <c>images</c>, of a model named <c>model_name</c>.</summary>
internal sealed class HyperbolicMedia(Emulation emulation)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost(RoutePattern.Of("hyperbolic", "/v1/images/generations"), MakeAsync);

    private Task MakeAsync(HttpContext context)
    {
        ProviderGate.Enter(context, emulation, ProfileTable.Find("hyperbolic")!, "text-to-image");
        var files = Wish.Read("text-to-image", context.Call().Json!).Paint();
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["images"] = new JsonArray([.. files.Select((file, index) => (JsonNode)new JsonObject { ["index"] = index, ["image"] = file.Base64, ["random_seed"] = index })]),
            ["inference_time"] = 0.5,
        }, context.RequestAborted);
    }
}
