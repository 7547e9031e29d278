using Microsoft.Extensions.AI;

namespace McpToolCalling;

/// <summary>
/// One question and what it takes to answer it: the model's words as they come, the calls, the approvals, the results.
/// </summary>
internal static class Dialogue
{
    public static async Task RunAsync(
        IChatClient chat, string question, ChatOptions options, Approvals approvals,
        CancellationToken cancellationToken)
    {
        Console.WriteLine($"\n> {question}");
        List<ChatMessage> history = [new(ChatRole.User, question)];
        while (true)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (var update in chat.GetStreamingResponseAsync(history, options, cancellationToken))
            {
                updates.Add(update);
                foreach (var content in update.Contents)
                {
                    Show(content);
                }
            }

            Console.WriteLine();
            history.AddRange(updates.ToChatResponse().Messages);
            var requests = updates.SelectMany(static update => update.Contents).OfType<ToolApprovalRequestContent>()
                .ToList();
            if (requests.Count == 0)
            {
                return;
            }

            // All answers of a turn go back in one message; then the approved calls run, and the model goes on.
            List<AIContent> decisions = [];
            foreach (var request in requests)
            {
                decisions.Add(await approvals.DecideAsync(request, cancellationToken));
            }

            history.Add(new(ChatRole.User, decisions));
        }
    }

    private static void Show(AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                Console.Write(Approvals.Printable(text.Text));
                break;

            case McpServerToolCallContent call:
                Console.WriteLine($"\n  {call.ServerName} runs {Approvals.Describe(call)}");
                break;

            case McpServerToolResultContent result:
                foreach (var output in result.Outputs ?? [])
                {
                    Console.WriteLine(
                        Approvals.Printable(output is ErrorContent error ? $"  ! {error.Message}" : $"  = {output}"));
                }

                break;
        }
    }
}
