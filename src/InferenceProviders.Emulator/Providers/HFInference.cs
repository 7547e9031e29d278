using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class HFInference
{
    public static EmulatedProvider Profile { get; } = new("hf-inference")
    {
        CompletionsPath = "/models/{model}/v1/completions",
        Reasoning = ReasoningForm.ThinkTags,
        Finish = new(Stop: "eos_token"),
        ToolCalls = new() { Arguments = ArgumentsForm.Object, Whole = true },
        Stream = new() { Done = false, DataPrefix = "data:" },
        Errors = ErrorForm.Tgi,
        InvalidStatus = 422,
    };
}
