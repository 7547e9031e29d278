using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class ZaiOrg
{
    public static ProviderProfile Profile { get; } = new("zai-org")
    {
        ToolCalls = new() { Whole = true },
        Usage = UsageForm.WithFinish,
        Errors = ErrorForm.NumberedCode,
        RequiredHeaders = new Dictionary<string, string> { ["x-source-channel"] = "hugging_face" },
    };
}
