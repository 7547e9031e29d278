using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Files;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Tasks.Pipelines;
using InferenceProviders.Emulator.Wire;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Providers;

/// <summary>Z.ai's queue of images.</summary>
internal static class ZaiOrg
{
    public static EmulatedProvider Provider { get; } = new("zai-org")
    {
        Chat = new()
        {
            ToolCalls = new() { Whole = true },
            Usage = UsageForm.WithFinish,
        },
        Errors = ErrorForm.NumberedCode,
        RequiredHeaders = new Dictionary<string, string> { ["x-source-channel"] = "hugging_face" },
        Routes =
        [
            ProviderRoute.Post("/api/paas/v4/async/images/generations", SubmitAsync),
            ProviderRoute.Get("/api/paas/v4/async-result/{id}", AskAsync),
            ProviderRoute.Post("/api/paas/v4/layout_parsing", ReadAsync),
            FileEndpoints.Upload("/api/paas/v4/files"),
        ],
        FileHosts = ["mfile.z.ai"],
        Offers =
        [
            Offer.Chat("zai-org/GLM-4.5", "glm-4.5", 0.6, 2.2, 900, 65) with { ModelAuthor = true },
            Offer.Chat("zai-org/GLM-4.6", "glm-4.6", 0.6, 2.2, 880, 70)
                with { ContextLength = 200_000, ModelAuthor = true },
            Offer.Chat("zai-org/GLM-4.5V", "glm-4.5v", 0.6, 1.8, 950, 60)
                with { ContextLength = 65_536, ModelAuthor = true },
            Offer.Of("text-to-image", "zai-org/GLM-Image", "glm-image"),
            Offer.Of("image-to-text", "zai-org/GLM-OCR", "glm-ocr"),
        ],
    };

    private static Task SubmitAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, "text-to-image");
        var files = GenerationRequest.Read("text-to-image", context.Call().Json!).Render();
        var images = new JsonArray(
            [.. files.Select(
                file =>
                (JsonNode)new JsonObject { ["url"] = context.Emulation().Files.Add(context, "mfile.z.ai", file) })]);
        var job = context.Emulation().Jobs.Add(Provider.Name, () => images);
        return context.Response.SendJsonAsync(
            new JsonObject { ["model"] = target.Offer.ProviderId, ["id"] = job.Id, ["task_status"] = "PROCESSING" },
            context.RequestAborted);
    }

    private static Task ReadAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, "image-to-text");
        var picture = PipelineInput.Picture(Voice.Decode(context.Call().Json!.RequiredText("file"), "file"), "file");
        return context.Response.SendJsonAsync(
            new JsonObject { ["id"] = $"parse-{context.Emulation().Next():x6}", ["model"] = target.Offer.ProviderId,
            ["md_results"] = $"# An image\n\n{picture}" }, context.RequestAborted);
    }

    private static Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var job = context.Emulation().Jobs.Find(Provider.Name, (string?)context.Request.RouteValues["id"]);
        var isDone = job.Ask() == JobPhase.Done;
        var answer = new JsonObject { ["id"] = job.Id, ["task_status"] = isDone ? "SUCCESS" : "PROCESSING" };
        if (isDone)
        {
            answer["image_result"] = job.Result;
        }

        return context.Response.SendJsonAsync(answer, context.RequestAborted);
    }
}
