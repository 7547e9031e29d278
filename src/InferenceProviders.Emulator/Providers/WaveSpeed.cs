using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>WaveSpeed: one queue for everything, and every answer inside <c>{"code","message","data"}</c>.</summary>
internal static class WaveSpeed
{
    private const string FileHost = "d2p7pge43lyniu.cloudfront.net";

    public static EmulatedProvider Provider { get; } = new("wavespeed")
    {
        Errors = ErrorForm.Reason,
        Routes =
        [
            ProviderRoute.Post("/api/v3/{**model}", SubmitAsync),
            ProviderRoute.Get("/api/v3/predictions/{id}/result", AskAsync),
        ],
        FileHosts = [FileHost],
        Offers =
        [
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-dev", "wavespeed-ai/flux-dev"),
            Offer.Of("image-to-image", "Qwen/Qwen-Image-Edit", "wavespeed-ai/qwen-image/edit"),
            Offer.Of("image-text-to-image", "black-forest-labs/FLUX.2-dev", "wavespeed-ai/flux-2-dev/edit"),
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-Krea-dev", "wavespeed-ai/flux-krea-dev"),
            Offer.Of("image-text-to-video", "Lightricks/LTX-2", "wavespeed-ai/ltx-2-19b/image-to-video"),
            Offer.Of("image-to-video", "Wan-AI/Wan2.1-I2V-14B-480P", "wavespeed-ai/wan-2.1/i2v-480p"),
            Offer.Of("text-to-video", "Wan-AI/Wan2.2-TI2V-5B", "wavespeed-ai/wan-2.2/t2v-5b-720p"),
        ],
    };

    private static Task SubmitAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(
            context, "text-to-image", "image-to-image", "image-text-to-image", "text-to-video", "image-to-video",
                "image-text-to-video");
        var request = GenerationRequest.Read(target.Offer.Task, context.Call().Json!, images: ["image", "images"]);
        var files = target.Offer.Task.EndsWith("video", StringComparison.Ordinal)
            ? [request.RenderVideo()]
            : request.Render();
        var outputs = new JsonArray(
            [.. files.Select(file => (JsonNode)context.Emulation().Files.Add(context, FileHost, file))]);
        var job = context.Emulation().Jobs.Add(Provider.Name, () => outputs);
        return SendAsync(context, job, "created", new JsonArray());
    }

    private static Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var job = context.Emulation().Jobs.Find(Provider.Name, (string?)context.Request.RouteValues["id"]);
        return job.Ask() switch
        {
            JobPhase.Queued => SendAsync(context, job, "created", new JsonArray()),
            JobPhase.Done => SendAsync(context, job, "completed", job.Result),
            _ => SendAsync(context, job, "processing", new JsonArray()),
        };
    }

    private static Task SendAsync(HttpContext context, Job job, string status, JsonNode outputs) =>
        context.Response.SendJsonAsync(new JsonObject
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
