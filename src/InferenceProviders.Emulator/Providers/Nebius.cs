using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Nebius
{
    public static ProviderProfile Profile { get; } = new("nebius")
    {
        CompletionsPath = "/v1/completions",
        Finish = new(Stop: null),
        Usage = UsageForm.Cumulative,
        Errors = ErrorForm.Detail,
    };
}
