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
/// Replicate's predictions. With <c>Prefer: wait</c> the answer to a picture is the finished one; a film takes longer
/// than that header waits, and is asked for again.
/// </summary>
internal static class Replicate
{
    private const string FileHost = "replicate.delivery";

    public static EmulatedProvider Provider { get; } = new("replicate")
    {
        Errors = ErrorForm.Problem,
        InvalidStatus = 422,
        Routes =
        [
            ProviderRoute.Post("/v1/models/{model}/predictions", CreateAsync),
            ProviderRoute.Post("/v1/predictions", CreateAsync) with { Model = request => request.JsonText("version") },
            ProviderRoute.Get("/v1/predictions/{id}", AskAsync),
            ProviderRoute.Post("/v1/predictions/{id}/cancel", CancelAsync),
        ],
        FileHosts = [FileHost],
        Offers =
        [
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-dev", "black-forest-labs/flux-dev"),
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-schnell", "black-forest-labs/flux-schnell"),
            Offer.Of("text-to-image", "stabilityai/stable-diffusion-xl-base-1.0", "stability-ai/sdxl"),
            Offer.Of("image-to-image", "black-forest-labs/FLUX.1-Kontext-dev", "black-forest-labs/flux-kontext-dev"),
            Offer.Of("text-to-video", "Wan-AI/Wan2.2-TI2V-5B", "wan-video/wan-2.2-5b-fast"),
            Offer.Of("automatic-speech-recognition", "openai/whisper-large-v3",
                "openai/whisper:8099696689d249cf8b122d833c36ac3f75505c666a395ca40ef26f68e7d3d16e"),
            Offer.Of("text-to-speech", "hexgrad/Kokoro-82M",
                "jaaari/kokoro-82m:f559560eb822dc509045f3921a1921234918b91739db4bf3daab2169b71c7a13"),
        ],
    };

    private static Task CreateAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(
            context, "text-to-image", "image-to-image", "text-to-video", "automatic-speech-recognition",
            "text-to-speech");
        var input = context.Call().Json!.Object("input") ?? throw FieldReader.Missing("input");
        var output = Make(context, target, input);
        var job = context.Emulation().Jobs.Add(Provider.Name, () => output);

        // Only a video takes longer than the minute that the provider waits; one that needs no polls does not.
        var isShort = context.Emulation().Options.JobPolls == 0
            || !target.Offer.Task.EndsWith("video", StringComparison.Ordinal);
        var waits = isShort && context.Request.Headers["Prefer"].ToString()
            .StartsWith("wait", StringComparison.Ordinal);
        context.Response.StatusCode = 201;
        return context.Response.SendJsonAsync(
            Prediction(job, waits ? "succeeded" : "starting", waits ? job.Result : null), context.RequestAborted);
    }

    private static Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var job = context.Emulation().Jobs.Find(Provider.Name, (string?)context.Request.RouteValues["id"]);
        var phase = job.Ask();
        var status = phase switch { JobPhase.Queued =>
            "starting", JobPhase.Running => "processing", JobPhase.Canceled => "canceled", _ => "succeeded" };
        return context.Response.SendJsonAsync(
            Prediction(job, status, phase == JobPhase.Done ? job.Result : null), context.RequestAborted);
    }

    private static Task CancelAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var job = context.Emulation().Jobs.Find(Provider.Name, (string?)context.Request.RouteValues["id"]);
        var cancelled = job.Cancel();
        return context.Response.SendJsonAsync(
            Prediction(job, cancelled ? "canceled" : "succeeded", cancelled ? null : job.Result),
            context.RequestAborted);
    }

    private static JsonNode Make(HttpContext context, Target target, JsonObject input)
    {
        switch (target.Offer.Task)
        {
            case "automatic-speech-recognition":
                var heard = Voice.Listen(Voice.Decode(input.RequiredText("audio"), "audio"), "segments");
                return new JsonObject
                {
                    ["transcription"] = heard["text"]!.DeepClone(),
                    ["segments"] = heard["segments"]!.DeepClone(),
                    ["detected_language"] = "english",
                };

            case "text-to-speech":
                return context.Emulation().Files.Add(context, FileHost, Voice.Speak(input.RequiredText("text")));
        }

        var request = GenerationRequest.Read(target.Offer.Task, input, images: ["image", "input_image"]);
        string Url(MediaFile file) => context.Emulation().Files.Add(context, FileHost, file);
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
