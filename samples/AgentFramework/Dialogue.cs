using InferenceProviders;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace AgentFramework;

/// <summary>
/// One question and what it takes to answer it: the agent's words as they come, the calls, the approvals, the results.
/// </summary>
internal sealed class Dialogue(AIAgent agent, SessionStore sessions, Approvals approvals)
{
    public async Task AskAsync(string question, CancellationToken cancellationToken)
    {
        Console.WriteLine($"\n> {question}");
        var message = new ChatMessage(ChatRole.User, question);
        while (true)
        {
            // A session that waits for an approval is kept like any other: whoever approves may do so in another
            // process.
            var session = await sessions.LoadAsync(cancellationToken);
            var requests = await AskAsync(message, session, cancellationToken);
            await sessions.SaveAsync(session, cancellationToken);
            if (requests.Count == 0)
            {
                return;
            }

            List<AIContent> decisions = [];
            foreach (var request in requests)
            {
                decisions.Add(await approvals.DecideAsync(request, cancellationToken));
            }

            message = new ChatMessage(ChatRole.User, decisions);
        }
    }

    private async Task<List<ToolApprovalRequestContent>> AskAsync(
        ChatMessage message, AgentSession session, CancellationToken cancellationToken)
    {
        List<ToolApprovalRequestContent> requests = [];
        RoutingReport? report = null;
        await foreach (var update in agent.RunStreamingAsync(message, session, cancellationToken: cancellationToken))
        {
            report = update.AsChatResponseUpdate().GetRoutingReport() ?? report;
            foreach (var content in update.Contents)
            {
                Show(content);
                if (content is ToolApprovalRequestContent request)
                {
                    requests.Add(request);
                }
            }
        }

        Console.WriteLine($"\n  [{report?.Provider} · {report?.Duration.TotalSeconds:0.00} s]");
        return requests;
    }

    private static void Show(AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                Console.Write(Approvals.Printable(text.Text));
                break;

            case FunctionCallContent call:
                Console.WriteLine($"  {Approvals.Describe(call)}");
                break;

            case FunctionResultContent result:
                Console.WriteLine(Approvals.Printable($"  = {result.Result}"));
                break;
        }
    }
}
