using InferenceProviders;
using Microsoft.Extensions.AI;

namespace Quickstart.Demos;

/// <summary>An answer that is shown while it is being written.</summary>
internal static class StreamedAnswer
{
    public static async Task RunAsync(
        IChatClient chat, string prompt, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Heading("A streamed answer", prompt);
        await chat.AnswerAsync([new(ChatRole.User, prompt)], options: null, terminal, cancellationToken);
    }

    /// <summary>Streams an answer to the terminal, with who gave it, and returns it whole.</summary>
    public static async Task<ChatResponse> AnswerAsync(
        this IChatClient chat, IEnumerable<ChatMessage> messages, ChatOptions? options, Terminal terminal,
            CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        var thinking = false;
        await foreach (var update in chat.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
            foreach (var content in update.Contents)
            {
                if (content is TextReasoningContent thought)
                {
                    terminal.Thought(thinking ? thought.Text : "(thinking) " + thought.Text);
                    thinking = true;
                }
                else if (content is TextContent { Text.Length: > 0 } text)
                {
                    terminal.Text(thinking ? "\n" + text.Text : text.Text);
                    thinking = false;
                }
            }
        }

        var response = updates.ToChatResponse();
        terminal.Line();
        terminal.Report(response.GetRoutingReport());
        return response;
    }
}
