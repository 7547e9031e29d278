using System.Runtime.CompilerServices;
using System.Text.Json;
using AspNetCoreChat.Events;
using AspNetCoreChat.Tools;
using InferenceProviders;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Chat;

/// <summary>
/// One answer: the model speaks, calls tools, gets the results and goes on, until it has nothing more to call, or a
/// person has to decide or to give the result of a function of the page. The MCP calls run inside the client. The loop
/// for this program's own functions is written out here; the package Microsoft.Extensions.AI has it ready made
/// (<c>UseFunctionInvocation</c>).
/// </summary>
internal sealed class ChatTurn(
    IChatClient client, ChatOptions options, IReadOnlyList<string> localTools, IReadOnlyList<string> pageFunctions)
{
    private const int MaxRounds = 8;

    public async IAsyncEnumerable<PlaygroundEvent> RunAsync(
        List<ChatMessage> history, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (var update in client.GetStreamingResponseAsync(history, options, cancellationToken))
            {
                updates.Add(update);
                foreach (var shown in update.Contents.Select(ContentEvents.From).OfType<PlaygroundEvent>())
                {
                    yield return shown;
                }

                if (update.GetRoutingReport() is { } report)
                {
                    yield return new ReportEvent(RoutingSummary.From(report));
                }
            }

            var response = updates.ToChatResponse();
            var messages = response.Messages;
            history.AddRange(messages);
            yield return History.ToEvent(messages);
            yield return new FinishEvent(response.FinishReason?.Value);

            var calls = messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
            {
                yield break;
            }

            ChatMessage results = new(ChatRole.Tool, []);
            foreach (var call in calls)
            {
                if (pageFunctions.Contains(call.Name))
                {
                    yield return new AskEvent(call.CallId);
                    continue;
                }

                var output = await LocalTools.RunAsync(call, localTools, cancellationToken);
                results.Contents.Add(new FunctionResultContent(call.CallId, output.Text));
                yield return new ToolResultEvent(call.CallId, output.Text, output.IsError);
            }

            if (results.Contents.Count > 0)
            {
                history.Add(results);
                yield return History.ToEvent([results]);
            }

            if (results.Contents.Count < calls.Count || messages.Any(
                static message => message.Contents.Any(static content => content is ToolApprovalRequestContent)))
            {
                yield break;
            }
        }

        yield return new ErrorEvent(
            "IterationLimit", $"The model called tools {MaxRounds} times in a row; that is enough.");
    }
}
