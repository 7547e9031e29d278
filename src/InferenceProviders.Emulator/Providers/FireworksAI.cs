using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class FireworksAI
{
    public static EmulatedProvider Profile { get; } = new("fireworks-ai")
    {
        Usage = UsageForm.WithFinish,
        Stream = new() { RoleFirst = true, ContentType = "text/event-stream; charset=utf-8" },
        Errors = ErrorForm.Object,
    };
}
