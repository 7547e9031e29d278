using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>
/// Replicate's predictions. With <c>Prefer: wait</c> the answer to a picture is the finished one; a film takes longer than that header waits, and is asked
/// for again.
/// </summary>
internal sealed class ReplicateMedia(Emulation emulation)
{
    private const string Name = "replicate";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(RoutePattern.Of(Name, "/v1/models/{model}/predictions"), CreateAsync);
        app.MapPost(RoutePattern.Of(Name, "/v1/predictions"), CreateAsync);
        app.MapGet(RoutePattern.Of(Name, "/v1/predictions/{id}"), AskAsync);
        app.MapPost(RoutePattern.Of(Name, "/v1/predictions/{id}/cancel"), CancelAsync);
    }

    private Task CreateAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(Name)!, "text-to-image", "image-to-image", "text-to-video", "automatic-speech-recognition", "text-to-speech");
        var input = context.Call().Json!.Object("input") ?? throw FieldReader.Missing("input");
        var output = Make(context, target, input);
        var job = emulation.Jobs.Add(Name, () => output);

        // Only a video takes longer than the minute that the provider waits; one that needs no polls does not.
        var isShort = emulation.Options.JobPolls == 0 || !target.Offer.Task.EndsWith("video", StringComparison.Ordinal);
        var waits = isShort && context.Request.Headers["Prefer"].ToString().StartsWith("wait", StringComparison.Ordinal);
        context.Response.StatusCode = 201;
        return context.Response.SendJsonAsync(Prediction(job, waits ? "succeeded" : "starting", waits ? job.Result : null), context.RequestAborted);
    }

    private Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context, emulation);
        var job = emulation.Jobs.Find(Name, (string?)context.Request.RouteValues["id"]);
        var phase = job.Ask();
        var status = phase switch { JobPhase.Queued => "starting", JobPhase.Running => "processing", JobPhase.Canceled => "canceled", _ => "succeeded" };
        return context.Response.SendJsonAsync(Prediction(job, status, phase == JobPhase.Done ? job.Result : null), context.RequestAborted);
    }

    private Task CancelAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context, emulation);
        var job = emulation.Jobs.Find(Name, (string?)context.Request.RouteValues["id"]);
        var cancelled = job.Cancel();
        return context.Response.SendJsonAsync(Prediction(job, cancelled ? "canceled" : "succeeded", cancelled ? null : job.Result), context.RequestAborted);
    }

    private JsonNode Make(HttpContext context, Target target, JsonObject input)
    {
        switch (target.Offer.Task)
        {
            case "automatic-speech-recognition":
                var heard = Voice.Listen(Voice.Decode(input.RequiredText("audio"), "audio"), "segments");
                return new JsonObject { ["transcription"] = heard["text"]!.DeepClone(), ["segments"] = heard["segments"]!.DeepClone(), ["detected_language"] = "english" };

            case "text-to-speech":
                return emulation.Files.Add(context, "replicate.delivery", Voice.Speak(input.RequiredText("text")));
        }

        var request = GenerationRequest.Read(target.Offer.Task, input, images: ["image", "input_image"]);
        string Url(MediaFile file) => emulation.Files.Add(context, "replicate.delivery", file);
        return target.Offer.Task switch
        {
            "text-to-video" => Url(request.RenderVideo()),
            "image-to-image" => Url(request.Render()[0]),
            _ => new JsonArray([.. request.Render().Select(file => (JsonNode)Url(file))]),
        };
    }

    private static JsonObject Prediction(Job job, string status, JsonNode? output) => new()
    {
        ["id"] = job.Id,
        ["status"] = status,
        ["output"] = output,
        ["error"] = null,
        ["logs"] = status == "processing" ? $"{job.Percent}%|done\n" : "",
        ["urls"] = new JsonObject
        {
            ["get"] = $"https://api.replicate.com/v1/predictions/{job.Id}",
            ["cancel"] = $"https://api.replicate.com/v1/predictions/{job.Id}/cancel",
        },
    };
}
