using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class FireworksAI
{
    public static ProviderProfile Profile { get; } = new("fireworks-ai")
    {
        Usage = UsageForm.WithFinish,
        Stream = new() { RoleFirst = true, ContentType = "text/event-stream; charset=utf-8" },
        Errors = ErrorForm.Object,
    };
}
