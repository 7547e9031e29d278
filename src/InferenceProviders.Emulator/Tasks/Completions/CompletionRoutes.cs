using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator.Tasks.Completions;

/// <summary>Raw text completions, where a provider has them.</summary>
internal static class CompletionRoutes
{
    public static void MapCompletions(this IEndpointRouteBuilder app, Emulation emulation)
    {
        foreach (var provider in emulation.Providers.Append(emulation.OwnServer).Where(
            provider => provider.CompletionsPath is not null))
        {
            app.Map(emulation, provider, "POST", provider.CompletionsPath!, CompletionEndpoint.AnswerAsync);
        }
    }
}
