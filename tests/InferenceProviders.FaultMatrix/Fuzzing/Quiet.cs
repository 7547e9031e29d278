using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>A router that takes nothing from the machine.</summary>
internal static class Quiet
{
    public const string Prompt = Canary.Prompt;

    public static InferenceProvidersOptions Options(HttpMessageHandler network, TimeProvider clock) => new()
    {
        UseEnvironment = false,
        Token = Canary.Token,
        HttpMessageHandler = network,
        TimeProvider = clock,
        Timeouts = new InferenceTimeouts
        {
            Call = TimeSpan.FromMinutes(2),
            FirstToken = TimeSpan.FromMinutes(2),
            BetweenTokens = TimeSpan.FromMinutes(2),
        },
    };
}
