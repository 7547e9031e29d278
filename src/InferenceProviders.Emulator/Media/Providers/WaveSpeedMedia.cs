using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>WaveSpeed: one queue for everything, and every answer inside <c>{"code","message","data"}</c>.</summary>
internal sealed class WaveSpeedMedia(Emulation emulation)
{
    private const string Name = "wavespeed";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost($"/provider/{Name}/api/v3/{{**model}}", SubmitAsync);
        app.MapGet(RoutePattern.Of(Name, "/api/v3/predictions/{id}/result"), AskAsync);
    }

    private Task SubmitAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(
            context, emulation, ProfileTable.Find(Name)!, "text-to-image", "image-to-image", "image-text-to-image", "text-to-video", "image-to-video", "image-text-to-video");
        var request = GenerationRequest.Read(target.Offer.Task, context.Call().Json!, images: ["image", "images"]);
        var files = target.Offer.Task.EndsWith("video", StringComparison.Ordinal) ? [request.RenderVideo()] : request.Render();
        var outputs = new JsonArray([.. files.Select(file => (JsonNode)emulation.Files.Add(context, "d2p7pge43lyniu.cloudfront.net", file))]);
        var job = emulation.Jobs.Add(Name, () => outputs);
        return SendAsync(context, job, "created", new JsonArray());
    }

    private Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context, emulation);
        var job = emulation.Jobs.Find(Name, (string?)context.Request.RouteValues["id"]);
        return job.Ask() switch
        {
            JobPhase.Queued => SendAsync(context, job, "created", new JsonArray()),
            JobPhase.Done => SendAsync(context, job, "completed", job.Result),
            _ => SendAsync(context, job, "processing", new JsonArray()),
        };
    }

    private static Task SendAsync(HttpContext context, Job job, string status, JsonNode outputs) => context.Response.SendJsonAsync(new JsonObject
    {
        ["code"] = 200,
        ["message"] = "success",
        ["data"] = new JsonObject
        {
            ["id"] = job.Id,
            ["outputs"] = outputs,
            ["urls"] = new JsonObject { ["get"] = $"https://api.wavespeed.ai/api/v3/predictions/{job.Id}/result" },
            ["status"] = status,
            ["error"] = "",
        },
    }, context.RequestAborted);
}
