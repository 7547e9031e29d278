using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class HFInference
{
    public static ProviderProfile Profile { get; } = new("hf-inference")
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
