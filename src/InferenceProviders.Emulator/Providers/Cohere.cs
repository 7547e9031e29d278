using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Cohere
{
    public static EmulatedProvider Profile { get; } = new("cohere")
    {
        Reasoning = ReasoningForm.ContentParts,
        ContentParts = true,
        ToolCalls = new() { Arguments = ArgumentsForm.TextOrEmpty },
        Usage = UsageForm.WithFinish,
        Stream = new() { RoleFirst = true, EventLines = true },
        Errors = ErrorForm.Flat,
        InvalidStatus = 422,
    };
}
