using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Embeddings;
using InferenceProviders.Emulator.Tasks.Files;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Tasks.Reranking;
using InferenceProviders.Emulator.Tasks.Speech;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>Together's videos: a queue; images are keyframes.</summary>
internal static class Together
{
    private const string FileHost = "api.together.ai";

    public static EmulatedProvider Provider { get; } = new("together")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.Reasoning,
            Usage = UsageForm.WithFinish,
        },
        CompletionsPath = "/v1/completions",
        Finish = new(Stop: "eos"),
        Errors = ErrorForm.Object,
        Routes =
        [
            OpenAIImages.At("/v1/images/generations", FileHost),
            EmbeddingsEndpoint.At("/v1/embeddings"),
            .. SpeechEndpoints.Below("/v1", SpeechForm.Samples),
            .. FileEndpoints.At("/v1/files", upload: "/v1/files/upload"),
            RerankEndpoint.At("/v1/rerank", RerankEndpoint.CountTokens),
            ProviderRoute.Post("/v2/videos", SubmitAsync),
            ProviderRoute.Get("/v2/videos/{id}", AskAsync),
        ],
        FileHosts = [FileHost],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "openai/gpt-oss-120b", 0.15, 0.6, 420, 190),
            Offer.Chat("openai/gpt-oss-20b", "openai/gpt-oss-20b", 0.05, 0.2, 380, 260),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct",
                "meta-llama/Llama-3.3-70B-Instruct-Turbo", 0.88, 0.88, 400, 140),
            Offer.Chat("meta-llama/Llama-4-Scout-17B-16E-Instruct",
                "meta-llama/Llama-4-Scout-17B-16E-Instruct", 0.18, 0.59, 430, 120),
            Offer.Chat("Qwen/Qwen3-235B-A22B-Instruct-2507",
                "Qwen/Qwen3-235B-A22B-Instruct-2507-tput", 0.2, 0.6, 610, 60),
            Offer.Chat("Qwen/Qwen3-Coder-480B-A35B-Instruct", "Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8", 2, 2, 620, 70)
                with { ContextLength = 262_144 },
            Offer.Chat("deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-R1", 3, 7, 700, 80) with { Tools = false },
            Offer.Chat("deepseek-ai/DeepSeek-V3.1", "deepseek-ai/DeepSeek-V3.1", 0.6, 1.7, 650, 85),
            Offer.Chat("zai-org/GLM-4.5", "zai-org/GLM-4.5-Air-FP8", 0.2, 1.1, 620, 90),
            Offer.Chat("moonshotai/Kimi-K2-Instruct", "moonshotai/Kimi-K2-Instruct", 1, 3, 600, 60),
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-dev", "black-forest-labs/FLUX.1-dev"),
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-schnell", "black-forest-labs/FLUX.1-schnell"),
            Offer.Of("image-to-image", "black-forest-labs/FLUX.1-Kontext-dev", "black-forest-labs/FLUX.1-kontext-dev"),
            Offer.Of("text-to-video", "Wan-AI/Wan2.2-T2V-A14B", "Wan-AI/Wan2.2-T2V-A14B"),
            Offer.Of("image-to-video", "Wan-AI/Wan2.2-I2V-A14B", "Wan-AI/Wan2.2-I2V-A14B"),
            Offer.Of("automatic-speech-recognition", "openai/whisper-large-v3", "openai/whisper-large-v3"),
            Offer.Of("text-to-speech", "hexgrad/Kokoro-82M", "hexgrad/Kokoro-82M"),
            Offer.Of("feature-extraction", "intfloat/multilingual-e5-large-instruct",
                "intfloat/multilingual-e5-large-instruct"),
            Offer.Of("text-ranking", "mixedbread-ai/Mxbai-Rerank-Large-V2", "mixedbread-ai/Mxbai-Rerank-Large-V2")
                with { OnHub = false },
            Offer.Of("text-generation", "mistralai/Mixtral-8x7B-v0.1", "mistralai/Mixtral-8x7B-v0.1")
                with { Tools = false, ContextLength = 32_768 },
        ],
    };

    private static Task SubmitAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, "text-to-video", "image-to-video");
        var fields = context.Call().Json!.DeepClone().AsObject();
        if (fields.Array("frame_images")?.FirstOrDefault() is JsonObject first)
        {
            fields["input_image"] = first.RequiredText("input_image", "frame_images.0.");
        }

        var url = context.Emulation().Files.Add(
            context, FileHost, GenerationRequest.Read(target.Offer.Task, fields, images: "input_image").RenderVideo());
        var job = context.Emulation().Jobs.Add(Provider.Name, () => url);
        return context.Response.SendJsonAsync(
            new JsonObject { ["id"] = job.Id, ["object"] = "video", ["status"] = "queued" }, context.RequestAborted);
    }

    private static Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var job = context.Emulation().Jobs.Find(Provider.Name, (string?)context.Request.RouteValues["id"]);
        var phase = job.Ask();
        var answer = new JsonObject
        {
            ["id"] = job.Id,
            ["object"] = "video",
            ["status"] = phase switch { JobPhase.Queued => "queued", JobPhase.Done => "completed", _ => "in_progress" },
        };
        if (phase == JobPhase.Done)
        {
            answer["outputs"] = new JsonObject { ["cost"] = 0.1, ["video_url"] = job.Result };
        }

        return context.Response.SendJsonAsync(answer, context.RequestAborted);
    }
}
