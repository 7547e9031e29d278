using Microsoft.Extensions.AI;

namespace McpToolCalling;

/// <summary>
/// Asks the person at the terminal whether a tool may run. Where nobody can be asked, the answer is no.
/// </summary>
internal sealed class Approvals(bool yes)
{
    public async Task<ToolApprovalResponseContent> DecideAsync(
        ToolApprovalRequestContent request, CancellationToken cancellationToken)
    {
        var call = (McpServerToolCallContent)request.ToolCall;
        Console.WriteLine($"\n  {call.ServerName} wants to run {Describe(call)}");
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

        Console.Write("  Run it? [y/N, or a reason why not] ");
        var answer = (await ReadLineAsync(cancellationToken))?.Trim() ?? "";
        return answer.ToLowerInvariant() switch
        {
            "y" or "yes" => request.CreateResponse(approved: true),
            "" or "n" or "no" => request.CreateResponse(approved: false),
            _ => request.CreateResponse(approved: false, answer),
        };
    }

    /// <summary>What is typed. Ctrl-C ends the wait: the console itself would go on reading.</summary>
    private static async Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await Task.Run(Console.ReadLine, cancellationToken).WaitAsync(cancellationToken);

    public static string Describe(McpServerToolCallContent call) =>
        Printable(
            $"{call.Name}({string.Join(", "
            + $"", (call.Arguments ?? new Dictionary<string, object?>())
            .Select(static argument => $"{argument.Key}: {argument.Value}"))})");

    /// <summary>
    /// Names, arguments and results come from elsewhere: what would steer the terminal, and hide what is being
    /// approved, is not written to it.
    /// </summary>
    public static string Printable(string text) =>
        string.Concat(text.Select(static c => char.IsControl(c) && c is not '\n' ? '\uFFFD' : c));
}
