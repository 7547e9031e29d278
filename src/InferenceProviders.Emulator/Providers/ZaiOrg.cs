using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class ZaiOrg
{
    public static EmulatedProvider Profile { get; } = new("zai-org")
    {
        ToolCalls = new() { Whole = true },
        Usage = UsageForm.WithFinish,
        Errors = ErrorForm.NumberedCode,
        RequiredHeaders = new Dictionary<string, string> { ["x-source-channel"] = "hugging_face" },
    };
}
