using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>Together's videos: a queue; images are keyframes.</summary>
internal sealed class TogetherVideos(Emulation emulation)
{
    private const string Name = "together";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(RoutePattern.Of(Name, "/v2/videos"), SubmitAsync);
        app.MapGet(RoutePattern.Of(Name, "/v2/videos/{id}"), AskAsync);
    }

    private Task SubmitAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(Name)!, "text-to-video", "image-to-video");
        var fields = context.Call().Json!.DeepClone().AsObject();
        if (fields.Array("frame_images")?.FirstOrDefault() is JsonObject first)
        {
            fields["input_image"] = first.RequiredText("input_image", "frame_images.0.");
        }

        var url = emulation.Files.Add(context, "api.together.ai", GenerationRequest.Read(target.Offer.Task, fields, images: "input_image").RenderVideo());
        var job = emulation.Jobs.Add(Name, () => url);
        return context.Response.SendJsonAsync(new JsonObject { ["id"] = job.Id, ["object"] = "video", ["status"] = "queued" }, context.RequestAborted);
    }

    private Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context, emulation);
        var job = emulation.Jobs.Find(Name, (string?)context.Request.RouteValues["id"]);
        var phase = job.Ask();
        var answer = new JsonObject { ["id"] = job.Id, ["object"] = "video", ["status"] = phase switch { JobPhase.Queued => "queued", JobPhase.Done => "completed", _ => "in_progress" } };
        if (phase == JobPhase.Done)
        {
            answer["outputs"] = new JsonObject { ["cost"] = 0.1, ["video_url"] = job.Result };
        }

        return context.Response.SendJsonAsync(answer, context.RequestAborted);
    }
}
