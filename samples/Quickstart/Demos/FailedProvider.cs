using InferenceProviders;
using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace Quickstart.Demos;

/// <summary>
/// A provider is out of order, and the call goes on at the next one. The emulator breaks it on purpose.
/// </summary>
internal static class FailedProvider
{
    private const string Question = "Count to 5";
    private const string Broken = "groq";

    public static async Task RunAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Heading("A provider that fails", $"{Question} (at {Broken}, which the emulator has switched off)");
        await using var emulator = await EmulatorHost.StartAsync(cancellationToken: cancellationToken);
        emulator.Script.For(provider: Broken).Fail(503);
        using var router = new InferenceRouter(emulator.RouterOptions());

        var options = new ChatOptions().WithRouting(new() { PreferredProviders = [Broken, "together"] });
        var response = await router.AsIChatClient("openai/gpt-oss-120b")
            .AnswerAsync([new(ChatRole.User, Question)], options, terminal, cancellationToken);
        foreach (var attempt in response.GetRoutingReport()?.Attempts ?? [])
        {
            var outcome = attempt.Error is { } error ? $"{error} ({(int?)attempt.StatusCode})" : "answered";
            terminal.Line($"  {attempt.Provider}: {outcome}, after {attempt.Duration.TotalMilliseconds:0} ms");
        }
    }
}
