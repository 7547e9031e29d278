using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Nebius
{
    public static EmulatedProvider Profile { get; } = new("nebius")
    {
        CompletionsPath = "/v1/completions",
        Finish = new(Stop: null),
        Usage = UsageForm.Cumulative,
        Errors = ErrorForm.Detail,
    };
}
