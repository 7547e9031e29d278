using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>Novita's queues: one for most models, one for MiniMax.</summary>
internal sealed class NovitaMedia(Emulation emulation)
{
    private const string Name = "novita";
    private const string FileHost = "faas-output-video.s3.amazonaws.com";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(RoutePattern.Of(Name, "/v3/async/{id}"), SubmitAsync);
        app.MapGet(RoutePattern.Of(Name, "/v3/async/task-result"), AskAsync);
        app.MapPost(RoutePattern.Of(Name, "/v3/minimax/v2/video_generation"), SubmitMiniMaxAsync);
        app.MapGet(RoutePattern.Of(Name, "/v3/minimax/v2/query/video_generation/{id}"), AskMiniMaxAsync);
    }

    private Task SubmitAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(Name)!, "text-to-video");
        return SendJobAsync(context, GenerationRequest.Read("text-to-video", context.Call().Json!));
    }

    private Task SubmitMiniMaxAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(Name)!, "image-text-to-video");
        var json = context.Call().Json!;
        var parts = (json.Array("content") ?? throw FieldReader.Missing("content")).OfType<JsonObject>().ToList();
        var prompt = parts.Find(part => part.Text("type") == "text")?.Text("text");
        if (json.RequiredText("resolution") is not ("768P" or "1080P" or "2K") || json.Integer("duration", 4, 15) is null || json.Text("ratio") is null)
        {
            throw ApiException.Invalid("resolution, duration and ratio are required.", "resolution");
        }

        var fields = new JsonObject { ["duration"] = json["duration"]!.DeepClone() };
        if (parts.Find(part => part.Text("type") == "image_url")?.Object("image_url")?.Text("url") is { } image)
        {
            fields["image"] = image;
        }

        return SendJobAsync(context, GenerationRequest.Read("image-text-to-video", fields, prompt, "image"));
    }

    private Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context, emulation);
        var job = emulation.Jobs.Find(Name, context.Request.Query["task_id"]);
        var phase = job.Ask();
        var task = new JsonObject
        {
            ["task_id"] = job.Id,
            ["status"] = phase switch { JobPhase.Queued => "TASK_STATUS_QUEUED", JobPhase.Done => "TASK_STATUS_SUCCEED", _ => "TASK_STATUS_PROCESSING" },
            ["progress_percent"] = job.Percent,
        };
        var videos = phase == JobPhase.Done ? new JsonArray(new JsonObject { ["video_url"] = job.Result, ["video_type"] = "mp4" }) : [];
        return context.Response.SendJsonAsync(new JsonObject { ["task"] = task, ["images"] = new JsonArray(), ["videos"] = videos, ["audios"] = new JsonArray() }, context.RequestAborted);
    }

    private Task AskMiniMaxAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context, emulation);
        var job = emulation.Jobs.Find(Name, (string?)context.Request.RouteValues["id"]);
        var phase = job.Ask();
        var task = new JsonObject { ["status"] = phase switch { JobPhase.Queued => "queued", JobPhase.Done => "succeeded", _ => "running" } };
        if (phase == JobPhase.Done)
        {
            task["content"] = new JsonObject { ["url"] = job.Result };
        }

        return context.Response.SendJsonAsync(new JsonObject { ["task"] = task }, context.RequestAborted);
    }

    private Task SendJobAsync(HttpContext context, GenerationRequest request)
    {
        var url = emulation.Files.Add(context, FileHost, request.RenderVideo());
        return context.Response.SendJsonAsync(new JsonObject { ["task_id"] = emulation.Jobs.Add(Name, () => url).Id }, context.RequestAborted);
    }
}
