using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>Black Forest Labs: a queue whose polling URL is enough to ask, without a key.</summary>
internal sealed class BlackForestLabsMedia(Emulation emulation)
{
    private const string Name = "black-forest-labs";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(RoutePattern.Of(Name, "/v1/{id}"), SubmitAsync);
        app.MapGet(RoutePattern.Of(Name, "/v1/get_result"), AskAsync);
    }

    private Task SubmitAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(Name)!, "text-to-image");
        var sample = emulation.Files.Add(context, "delivery-us1.bfl.ai", GenerationRequest.Read("text-to-image", context.Call().Json!).Render()[0]);
        var job = emulation.Jobs.Add(Name, () => new JsonObject { ["sample"] = sample });
        var own = new Uri(emulation.Registry.Find(Name)!.BaseAddress!, $"/v1/get_result?id={job.Id}");
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["id"] = job.Id,
            ["polling_url"] = $"{context.Request.Scheme}://{context.Request.Host}/hosts/{own.Host}{own.PathAndQuery}",
        }, context.RequestAborted);
    }

    private Task AskAsync(HttpContext context)
    {
        var job = emulation.Jobs.Find(Name, context.Request.Query["id"]);
        var isDone = job.Ask() == JobPhase.Done;
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["id"] = job.Id,
            ["status"] = isDone ? "Ready" : "Pending",
            ["result"] = isDone ? job.Result : null,
            ["progress"] = job.Percent / 100.0,
        }, context.RequestAborted);
    }
}
