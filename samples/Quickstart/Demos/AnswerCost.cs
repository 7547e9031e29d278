using InferenceProviders;
using Microsoft.Extensions.AI;

namespace Quickstart.Demos;

/// <summary>What an answer costs, and a limit that is kept before the money is spent.</summary>
internal static class AnswerCost
{
    private const string Question = "Count to 20";

    public static async Task RunAsync(IChatClient chat, Terminal terminal, CancellationToken cancellationToken)
    {
        var limit = new SpendLimit(0.01m) { AllowUnpriced = true };
        terminal.Heading("What it costs", $"{Question} (for at most ${limit.Limit})");
        var options = new ChatOptions { MaxOutputTokens = 500 }.WithRouting(new() { SpendLimit = limit });
        var response = await chat.AnswerAsync(
            [new(ChatRole.User, Question)], options, terminal, cancellationToken);
        var report = response.GetRoutingReport()!;
        terminal.Line(report.Cost is { } cost
            ? $"  It cost ${cost:0.######} ({report.CostSource}); ${limit.Limit - limit.Spent:0.######} are left."
            : "  Nobody knows what it cost: no price is listed for this model.");

        // A thousand times less: what the answer may cost does not fit, and nothing is sent.
        var tiny = new ChatOptions { MaxOutputTokens = 500 }.WithRouting(new() { SpendLimit = new(0.00001m) });
        try
        {
            await chat.GetResponseAsync(Question, tiny, cancellationToken);
        }
        catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SpendLimitReached)
        {
            terminal.Line("  The same for at most $0.00001: not sent, because it might cost more.");
        }
    }
}
