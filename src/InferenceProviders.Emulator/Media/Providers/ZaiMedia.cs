using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Tasks.Pipelines;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>Z.ai's queue of images.</summary>
internal sealed class ZaiMedia(Emulation emulation)
{
    private const string Name = "zai-org";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(RoutePattern.Of(Name, "/api/paas/v4/async/images/generations"), SubmitAsync);
        app.MapGet(RoutePattern.Of(Name, "/api/paas/v4/async-result/{id}"), AskAsync);
        app.MapPost(RoutePattern.Of(Name, "/api/paas/v4/layout_parsing"), ReadAsync);
    }

    private Task SubmitAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(Name)!, "text-to-image");
        var files = GenerationRequest.Read("text-to-image", context.Call().Json!).Render();
        var images = new JsonArray([.. files.Select(file => (JsonNode)new JsonObject { ["url"] = emulation.Files.Add(context, "mfile.z.ai", file) })]);
        var job = emulation.Jobs.Add(Name, () => images);
        return context.Response.SendJsonAsync(new JsonObject { ["model"] = target.Offer.ProviderId, ["id"] = job.Id, ["task_status"] = "PROCESSING" }, context.RequestAborted);
    }

    private Task ReadAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(Name)!, "image-to-text");
        var picture = PipelineInput.Picture(Voice.Decode(context.Call().Json!.RequiredText("file"), "file"), "file");
        return context.Response.SendJsonAsync(new JsonObject { ["id"] = $"parse-{emulation.Next():x6}", ["model"] = target.Offer.ProviderId, ["md_results"] = $"# An image\n\n{picture}" }, context.RequestAborted);
    }

    private Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context, emulation);
        var job = emulation.Jobs.Find(Name, (string?)context.Request.RouteValues["id"]);
        var isDone = job.Ask() == JobPhase.Done;
        var answer = new JsonObject { ["id"] = job.Id, ["task_status"] = isDone ? "SUCCESS" : "PROCESSING" };
        if (isDone)
        {
            answer["image_result"] = job.Result;
        }

        return context.Response.SendJsonAsync(answer, context.RequestAborted);
    }
}
