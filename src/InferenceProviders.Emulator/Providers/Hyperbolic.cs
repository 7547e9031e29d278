using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>Images at once, named <c>images</c>, of a model named <c>model_name</c>.</summary>
internal static class Hyperbolic
{
    public static EmulatedProvider Provider { get; } = new("hyperbolic")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.ReasoningDetails,
            ToolCalls = new() { Id = IdForm.Missing, Arguments = ArgumentsForm.TextOrNull },
            Usage = UsageForm.Always,
        },
        Finish = new(Stop: ""),
        Errors = ErrorForm.PlainText,
        Routes =
        [
            ProviderRoute.Post("/v1/images/generations", MakeAsync) with
            {
                Model = request => request.JsonText("model_name"),
            },
        ],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-20b", "openai/gpt-oss-20b") with { OnHub = false },
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct") with { OnHub = false },
            Offer.Chat("Qwen/Qwen3-Coder-480B-A35B-Instruct", "Qwen/Qwen3-Coder-480B-A35B-Instruct")
                with { OnHub = false },
            Offer.Chat("Qwen/Qwen2.5-VL-72B-Instruct", "Qwen/Qwen2.5-VL-72B-Instruct") with { OnHub = false },
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-Krea-dev", "FLUX.1-Krea-dev") with { OnHub = false },
            Offer.Of("text-generation", "meta-llama/Llama-3.1-405B", "meta-llama/Meta-Llama-3.1-405B")
                with { Tools = false, OnHub = false },
        ],
    };

    private static Task MakeAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, "text-to-image");
        var files = GenerationRequest.Read("text-to-image", context.Call().Json!).Render();
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["images"] = new JsonArray(
                [.. files.Select(
                    (file, index) =>
                    (JsonNode)new JsonObject { ["index"] = index, ["image"] = file.Base64, ["random_seed"] = index })]),
            ["inference_time"] = 0.5,
        }, context.RequestAborted);
    }
}
