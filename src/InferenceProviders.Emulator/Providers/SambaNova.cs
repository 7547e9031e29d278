using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class SambaNova
{
    public static ProviderProfile Profile { get; } = new("sambanova")
    {
        UnfinishedWord = "",
        FractionalCreated = true,
        Usage = UsageForm.Always,
        Errors = ErrorForm.Text,
    };
}
