using Microsoft.Extensions.AI;

namespace AgentFramework;

/// <summary>
/// Asks the person at the terminal whether a tool may run. Where nobody can be asked, the answer is no.
/// </summary>
internal sealed class Approvals(bool yes)
{
    public async Task<ToolApprovalResponseContent> DecideAsync(
        ToolApprovalRequestContent request, CancellationToken cancellationToken)
    {
        Console.WriteLine($"\n  The agent wants to run {Describe((FunctionCallContent)request.ToolCall)}");
        if (yes)
        {
            Console.WriteLine("  Approved by --yes.");
            return request.CreateResponse(approved: true);
        }

        if (Console.IsInputRedirected)
        {
            Console.WriteLine("  Denied: there is nobody to ask. With --yes every call is approved.");
            return request.CreateResponse(approved: false, "Nobody is there who could approve it.");
        }

        Console.Write("  Run it? [y/N] ");
        var answer = await ReadLineAsync(cancellationToken);
        return request.CreateResponse(answer?.Trim().ToLowerInvariant() is "y" or "yes");
    }

    /// <summary>What is typed. Ctrl-C ends the wait: the console itself would go on reading.</summary>
    private static async Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await Task.Run(Console.ReadLine, cancellationToken).WaitAsync(cancellationToken);

    public static string Describe(FunctionCallContent call) =>
        Printable(
            $"{call.Name}({string.Join(", "
            + $"", (call.Arguments ?? new Dictionary<string, object?>())
            .Select(argument => $"{argument.Key}: {argument.Value}"))})");

    /// <summary>
    /// The model wrote it: what would steer the terminal, and hide what is being approved, is not written to it.
    /// </summary>
    public static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) && c is not '\n' ? '\uFFFD' : c));
}
