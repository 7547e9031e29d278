using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace SemanticKernelAgent;

/// <summary>
/// An agent on a kernel: it has instructions, calls the kernel's functions, and remembers what was said.
/// </summary>
internal sealed class Agent(Kernel kernel, string instructions)
{
    private static readonly PromptExecutionSettings Settings = new()
    {
        FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(),
    };

    private readonly IChatCompletionService _chat = kernel.GetRequiredService<IChatCompletionService>();

    // Semantic Kernel adds the calls and their results by itself.
    private readonly ChatHistory _thread = new(instructions);

    public async IAsyncEnumerable<StreamingChatMessageContent> AskAsync(
        string prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _thread.AddUserMessage(prompt);
        var answer = new StringBuilder();
        await foreach (var part in _chat.GetStreamingChatMessageContentsAsync(
            _thread, Settings, kernel, cancellationToken))
        {
            answer.Append(part.Content);
            yield return part;
        }

        _thread.AddAssistantMessage(answer.ToString());
    }
}
