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
/// fal: at once at <c>fal.run</c>, through a queue at <c>queue.fal.run</c> or with <c>?_subdomain=queue</c>. The queue accepts everything; a request that is
/// wrong is told so by its result. Status and result are below the first two segments of the model's id.
/// </summary>
internal sealed class FalMedia(Emulation emulation)
{
    private const string Name = "fal-ai";

    private static readonly string[] Tasks = ["text-to-image", "image-to-image", "image-text-to-image", "text-to-video", "image-to-video", "image-text-to-video",
        "automatic-speech-recognition", "text-to-speech", "text-to-audio", "audio-to-audio", "image-segmentation"];

    public void Map(IEndpointRouteBuilder app)
    {
        const string Pattern = $"/provider/{Name}/{{**path}}";
        app.MapPost(Pattern, SubmitAsync);
        app.MapGet(Pattern, AskAsync);
        app.MapPut(Pattern, CancelAsync);
    }

    private Task SubmitAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(Name)!, Tasks);
        if (!IsQueue(context))
        {
            return context.Response.SendJsonAsync(Make(context, target), context.RequestAborted);
        }

        var job = emulation.Jobs.Add(Name, () => Make(context, target));
        var app = string.Join('/', target.Offer.ProviderId.Split('/').Take(2));
        var url = $"https://{AddressBook.FalQueueHost}/{app}/requests/{job.Id}";
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["status"] = "IN_QUEUE",
            ["request_id"] = job.Id,
            ["response_url"] = url,
            ["status_url"] = $"{url}/status",
            ["cancel_url"] = $"{url}/cancel",
            ["queue_position"] = 0,
        }, context.RequestAborted);
    }

    private Task AskAsync(HttpContext context)
    {
        var (job, what) = Find(context);
        if (what == "status")
        {
            return SendStatusAsync(context, job);
        }

        return what is not "" ? throw new ApiException(404, "Not Found")
            : job.Ask() == JobPhase.Done ? context.Response.SendJsonAsync(job.Result, context.RequestAborted)
            : throw new ApiException(400, "Request is still in progress");
    }

    private Task CancelAsync(HttpContext context)
    {
        var (job, what) = Find(context);
        if (what != "cancel")
        {
            throw new ApiException(404, "Not Found");
        }

        var cancelled = job.Cancel();
        context.Response.StatusCode = cancelled ? 202 : 400;
        return context.Response.SendJsonAsync(new JsonObject { ["status"] = cancelled ? "CANCELLATION_REQUESTED" : "ALREADY_COMPLETED" }, context.RequestAborted);
    }

    private static Task SendStatusAsync(HttpContext context, Job job)
    {
        var phase = job.Ask();
        var status = new JsonObject
        {
            ["status"] = phase switch { JobPhase.Queued => "IN_QUEUE", JobPhase.Running => "IN_PROGRESS", JobPhase.Canceled => "CANCELED", _ => "COMPLETED" },
            ["request_id"] = job.Id,
        };
        if (phase == JobPhase.Queued)
        {
            status["queue_position"] = 1;
        }
        else if (phase == JobPhase.Running)
        {
            status["logs"] = new JsonArray(new JsonObject { ["message"] = $"{job.Percent}% done", ["level"] = "INFO" });
        }

        context.Response.StatusCode = phase is JobPhase.Queued or JobPhase.Running ? 202 : 200;
        return context.Response.SendJsonAsync(status, context.RequestAborted);
    }

    private (Job Job, string What) Find(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context, emulation);
        var segments = ((string?)context.Request.RouteValues["path"] ?? "").Split("/requests/");
        if (!IsQueue(context) || segments.Length != 2)
        {
            throw new ApiException(404, "Not Found");
        }

        var slash = segments[1].IndexOf('/', StringComparison.Ordinal);
        return (emulation.Jobs.Find(Name, slash < 0 ? segments[1] : segments[1][..slash]), slash < 0 ? "" : segments[1][(slash + 1)..]);
    }

    private static bool IsQueue(HttpContext context) => context.Call().Address.Host == AddressBook.FalQueueHost || context.Request.Query["_subdomain"] == "queue";

    private JsonObject File(HttpContext context, MediaFile file) =>
        new() { ["url"] = emulation.Files.Add(context, "v3.fal.media", file), ["content_type"] = file.ContentType, ["file_size"] = file.Bytes.Length };

    private JsonObject Make(HttpContext context, Target target)
    {
        var json = context.Call().Json!;
        switch (target.Offer.Task)
        {
            case "automatic-speech-recognition":
                return Voice.Listen(Voice.Decode(json.RequiredText("audio_url"), "audio_url"));

            case "text-to-speech":
                return new() { ["audio"] = File(context, Voice.Speak(json.RequiredText("text"))) };

            case "text-to-audio":
                return new() { ["audio_file"] = File(context, Voice.Speak(json.RequiredText("prompt"))) };

            case "audio-to-audio":
                var heard = Voice.Listen(Voice.Decode(json.RequiredText("audio_url"), "audio_url"))["text"]!.GetValue<string>();
                return new() { ["audio"] = File(context, Voice.Speak(heard)), ["text"] = heard };

            case "image-segmentation":
                return new() { ["image"] = File(context, GenerationRequest.Read("image-to-image", json, images: "image_url").Render()[0]) };
        }

        var request = GenerationRequest.Read(target.Offer.Task, json, images: ["image_url", "image_urls"]);
        if (target.Offer.Task.EndsWith("video", StringComparison.Ordinal))
        {
            var film = request.RenderVideo();
            return new() { ["video"] = new JsonObject { ["url"] = emulation.Files.Add(context, "v3.fal.media", film), ["content_type"] = film.ContentType, ["file_size"] = film.Bytes.Length } };
        }

        return new()
        {
            ["images"] = new JsonArray([.. request.Render().Select(file => (JsonNode)new JsonObject { ["url"] = emulation.Files.Add(context, "v3.fal.media", file), ["content_type"] = file.ContentType })]),
            ["has_nsfw_concepts"] = new JsonArray(false),
        };
    }
}
