using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class SambaNova
{
    public static EmulatedProvider Profile { get; } = new("sambanova")
    {
        UnfinishedWord = "",
        FractionalCreated = true,
        Usage = UsageForm.Always,
        Errors = ErrorForm.Text,
    };
}
