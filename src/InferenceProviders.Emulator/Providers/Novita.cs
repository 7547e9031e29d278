using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Files;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Tasks.Reranking;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>Novita's queues: one for most models, one for MiniMax.</summary>
internal static class Novita
{
    private const string FileHost = "faas-output-video.s3.amazonaws.com";

    public static EmulatedProvider Provider { get; } = new("novita")
    {
        Chat = new()
        {
            ToolCalls = new() { Repeated = true },
            Usage = UsageForm.Cumulative,
        },
        CompletionsPath = "/v3/openai/completions",
        Stream = new() { KeepAlive = ": ping" },
        Errors = ErrorForm.Reason,
        Routes =
        [
            RerankEndpoint.At("/openai/v1/rerank", RerankEndpoint.CountTokens),
            ProviderRoute.Post("/v3/async/{**model}", SubmitAsync),
            .. FileEndpoints.At("/openai/v1/files"),
            ProviderRoute.Get("/v3/async/task-result", AskAsync),
            ProviderRoute.Post("/v3/minimax/v2/video_generation", SubmitMiniMaxAsync),
            ProviderRoute.Get("/v3/minimax/v2/query/video_generation/{id}", AskMiniMaxAsync),
        ],
        FileHosts = [FileHost],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "openai/gpt-oss-120b", 0.05, 0.25, 640, 182.4),
            Offer.Chat("openai/gpt-oss-20b", "openai/gpt-oss-20b", 0.04, 0.15, 590, 200),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "meta-llama/llama-3.3-70b-instruct", 0.13, 0.39, 710, 55),
            Offer.Chat("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/llama-3.1-8b-instruct", 0.02, 0.05, 520, 120)
                with { ContextLength = 16_384 },
            Offer.Chat("Qwen/Qwen3-235B-A22B-Instruct-2507", "qwen/qwen3-235b-a22b-instruct-2507", 0.09, 0.58, 800, 50),
            Offer.Chat("Qwen/Qwen3-Coder-480B-A35B-Instruct", "qwen/qwen3-coder-480b-a35b-instruct", 0.29, 1.2, 850, 45)
                with { ContextLength = 262_144 },
            Offer.Chat("Qwen/Qwen2.5-VL-72B-Instruct", "qwen/qwen2.5-vl-72b-instruct", 0.8, 0.8, 900, 35)
                with { ContextLength = 32_768 },
            Offer.Chat("Qwen/Qwen3-VL-8B-Instruct", "qwen/qwen3-vl-8b-instruct", 0.08, 0.5, 700, 90),
            Offer.Chat("deepseek-ai/DeepSeek-R1", "deepseek/deepseek-r1", 0.7, 2.5, 1100, 30)
                with { ContextLength = 64_000, Tools = false, StructuredOutput = false },
            Offer.Chat("deepseek-ai/DeepSeek-V3.1", "deepseek/deepseek-v3.1", 0.27, 1, 900, 40),
            Offer.Chat("zai-org/GLM-4.5", "zai-org/glm-4.5", 0.6, 2.2, 950, 45),
            Offer.Chat("zai-org/GLM-4.6", "zai-org/glm-4.6", 0.55, 2.2, 920, 48) with { ContextLength = 204_800 },
            Offer.Chat("zai-org/GLM-4.5V", "zai-org/glm-4.5v", 0.6, 1.8, 1000, 42) with { ContextLength = 65_536 },
            Offer.Chat("moonshotai/Kimi-K2-Instruct", "moonshotai/kimi-k2-instruct", 0.57, 2.3, 900, 40),
            Offer.Chat("MiniMaxAI/MiniMax-M2", "minimax/minimax-m2", 0.3, 1.2, 800, 75),
            Offer.Of("image-text-to-video", "MiniMaxAI/MiniMax-H3", "MiniMax-H3"),
            Offer.Of("text-to-video", "Wan-AI/Wan2.1-T2V-14B", "wan-t2v"),
            Offer.Of("text-ranking", "baai/bge-reranker-v2-m3", "baai/bge-reranker-v2-m3") with { OnHub = false },
            Offer.Of("text-generation", "deepseek-ai/DeepSeek-R1-Distill-Qwen-14B",
                "deepseek/deepseek-r1-distill-qwen-14b") with { Tools = false },
        ],
    };

    private static Task SubmitAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, "text-to-video");
        return SendJobAsync(context, GenerationRequest.Read("text-to-video", context.Call().Json!));
    }

    private static Task SubmitMiniMaxAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, "image-text-to-video");
        var json = context.Call().Json!;
        var parts = (json.Array("content") ?? throw FieldReader.Missing("content")).OfType<JsonObject>().ToList();
        var prompt = parts.Find(part => part.Text("type") == "text")?.Text("text");
        if (json.RequiredText("resolution") is not ("768P" or "1080P" or "2K")
            || json.Integer("duration", 4, 15) is null || json.Text("ratio") is null)
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

    private static Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var job = context.Emulation().Jobs.Find(Provider.Name, context.Request.Query["task_id"]);
        var phase = job.Ask();
        var task = new JsonObject
        {
            ["task_id"] = job.Id,
            ["status"] = phase switch { JobPhase.Queued =>
                "TASK_STATUS_QUEUED", JobPhase.Done => "TASK_STATUS_SUCCEED", _ => "TASK_STATUS_PROCESSING" },
            ["progress_percent"] = job.Percent,
        };
        var videos = phase == JobPhase.Done
            ? new JsonArray(new JsonObject { ["video_url"] = job.Result, ["video_type"] = "mp4" })
            : [];
        return context.Response.SendJsonAsync(
            new JsonObject { ["task"] = task, ["images"] = new JsonArray(), ["videos"] = videos,
            ["audios"] = new JsonArray() }, context.RequestAborted);
    }

    private static Task AskMiniMaxAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var job = context.Emulation().Jobs.Find(Provider.Name, (string?)context.Request.RouteValues["id"]);
        var phase = job.Ask();
        var task = new JsonObject
        {
            ["status"] = phase switch { JobPhase.Queued => "queued", JobPhase.Done => "succeeded", _ => "running" },
        };
        if (phase == JobPhase.Done)
        {
            task["content"] = new JsonObject { ["url"] = job.Result };
        }

        return context.Response.SendJsonAsync(new JsonObject { ["task"] = task }, context.RequestAborted);
    }

    private static Task SendJobAsync(HttpContext context, GenerationRequest request)
    {
        var url = context.Emulation().Files.Add(context, FileHost, request.RenderVideo());
        return context.Response.SendJsonAsync(
            new JsonObject { ["task_id"] = context.Emulation().Jobs.Add(Provider.Name, () => url).Id },
            context.RequestAborted);
    }
}
