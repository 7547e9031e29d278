using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Novita
{
    public static EmulatedProvider Profile { get; } = new("novita")
    {
        CompletionsPath = "/v3/openai/completions",
        ToolCalls = new() { Repeated = true },
        Usage = UsageForm.Cumulative,
        Stream = new() { KeepAlive = ": ping" },
        Errors = ErrorForm.Reason,
    };
}
