using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>
/// fal: at once at <c>fal.run</c>, through a queue at <c>queue.fal.run</c> or with <c>?_subdomain=queue</c>. The queue
/// accepts everything; a request that is wrong is told so by its result. Status and result are below the first two
/// segments of the model's id.
/// </summary>
internal static class FalAI
{
    private const string QueueHost = "queue.fal.run";

    public static EmulatedProvider Provider { get; } = new("fal-ai")
    {
        Errors = ErrorForm.DetailList,
        InvalidStatus = 422,
        Routes =
        [
            ProviderRoute.Post("/{**model}", SubmitAsync),
            ProviderRoute.Get("/{**path}", AskAsync),
            ProviderRoute.Put("/{**path}", CancelAsync),
        ],
        OtherHosts = [QueueHost],
        FileHosts = ["v3.fal.media"],
        Offers =
        [
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-dev", "fal-ai/flux/dev"),
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-schnell", "fal-ai/flux/schnell"),
            Offer.Of("image-to-image", "Qwen/Qwen-Image-Edit", "fal-ai/qwen-image-edit"),
            Offer.Of("image-text-to-image", "black-forest-labs/FLUX.2-dev", "fal-ai/flux-2/edit"),
            Offer.Of("image-text-to-video", "MiniMaxAI/MiniMax-H3", "minimax/h3/image-to-video"),
            Offer.Of("text-to-video", "meituan-longcat/LongCat-Video", "fal-ai/longcat-video/text-to-video/480p"),
            Offer.Of("image-to-video", "Wan-AI/Wan2.2-I2V-A14B", "fal-ai/wan/v2.2-a14b/image-to-video"),
            Offer.Of("automatic-speech-recognition", "openai/whisper-large-v3", "fal-ai/whisper"),
            Offer.Of("text-to-speech", "hexgrad/Kokoro-82M", "fal-ai/kokoro/american-english"),
            Offer.Of("text-to-audio", "stabilityai/stable-audio-open-1.0", "fal-ai/stable-audio"),
            Offer.Of("audio-to-audio", "LiquidAI/LFM2-Audio-1.5B", "fal-ai/lfm-audio"),
            Offer.Of("image-segmentation", "briaai/RMBG-2.0", "fal-ai/bria/background/remove"),
            Offer.Of("text-to-image", "flux-2", "fal-ai/flux-2") with { OnHub = false },
            Offer.Of("text-to-video", "minimax-h3", "minimax/h3") with { OnHub = false },
            Offer.Of("text-to-image", "nerijs/pixel-art-xl", "fal-ai/lora")
                with { Adapter = "lora", AdapterWeightsPath = "pixel-art-xl.safetensors" },
        ],
    };

    private static readonly string[] Tasks = [
        "text-to-image", "image-to-image", "image-text-to-image", "text-to-video", "image-to-video",
        "image-text-to-video",
        "automatic-speech-recognition", "text-to-speech", "text-to-audio", "audio-to-audio", "image-segmentation"];

    private static Task SubmitAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, Tasks);
        if (!IsQueue(context))
        {
            return context.Response.SendJsonAsync(Make(context, target), context.RequestAborted);
        }

        var job = context.Emulation().Jobs.Add(Provider.Name, () => Make(context, target));
        var app = string.Join('/', target.Offer.ProviderId.Split('/').Take(2));
        var url = $"https://{QueueHost}/{app}/requests/{job.Id}";
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

    private static Task AskAsync(HttpContext context)
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

    private static Task CancelAsync(HttpContext context)
    {
        var (job, what) = Find(context);
        if (what != "cancel")
        {
            throw new ApiException(404, "Not Found");
        }

        var canceled = job.Cancel();
        context.Response.StatusCode = canceled ? 202 : 400;
        return context.Response.SendJsonAsync(
            new JsonObject { ["status"] = canceled ? "CANCELLATION_REQUESTED" : "ALREADY_COMPLETED" },
            context.RequestAborted);
    }

    private static Task SendStatusAsync(HttpContext context, Job job)
    {
        var phase = job.Ask();
        var status = new JsonObject
        {
            ["status"] = phase switch { JobPhase.Queued =>
                "IN_QUEUE", JobPhase.Running => "IN_PROGRESS", JobPhase.Canceled => "CANCELED", _ => "COMPLETED" },
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

    private static (Job Job, string What) Find(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var segments = ((string?)context.Request.RouteValues["path"] ?? "").Split("/requests/");
        if (!IsQueue(context) || segments.Length != 2)
        {
            throw new ApiException(404, "Not Found");
        }

        var slash = segments[1].IndexOf('/', StringComparison.Ordinal);
        return (context.Emulation().Jobs.Find(Provider.Name, slash < 0 ? segments[1] : segments[1][..slash]), slash < 0
            ? ""
            : segments[1][(slash + 1)..]);
    }

    private static bool IsQueue(HttpContext context) =>
        context.Call().Address.Host == QueueHost || context.Request.Query["_subdomain"] == "queue";

    private static JsonObject File(HttpContext context, MediaFile file) =>
        new()
        {
            ["url"] = context.Emulation().Files.Add(context, "v3.fal.media", file),
            ["content_type"] = file.ContentType,
            ["file_size"] = file.Bytes.Length,
        };

    private static JsonObject Make(HttpContext context, Target target)
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
                var heard = Voice.Listen(
                    Voice.Decode(json.RequiredText("audio_url"), "audio_url"))["text"]!.GetValue<string>();
                return new() { ["audio"] = File(context, Voice.Speak(heard)), ["text"] = heard };

            case "image-segmentation":
                return new()
                {
                    ["image"] = File(
                        context, GenerationRequest.Read("image-to-image", json, images: "image_url").Render()[0]),
                };
        }

        var request = GenerationRequest.Read(target.Offer.Task, json, images: ["image_url", "image_urls"]);
        if (target.Offer.Task.EndsWith("video", StringComparison.Ordinal))
        {
            var film = request.RenderVideo();
            return new()
            {
                ["video"] = new JsonObject
                {
                    ["url"] = context.Emulation().Files.Add(context, "v3.fal.media", film),
                    ["content_type"] = film.ContentType,
                    ["file_size"] = film.Bytes.Length,
                },
            };
        }

        return new()
        {
            ["images"] = new JsonArray(
                [.. request.Render().Select(
                    file =>
                    (JsonNode)new JsonObject { ["url"] = context.Emulation().Files.Add(context, "v3.fal.media", file),
                    ["content_type"] = file.ContentType })]),
            ["has_nsfw_concepts"] = new JsonArray(false),
        };
    }
}
