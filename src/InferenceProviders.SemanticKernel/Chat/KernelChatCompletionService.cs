using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace InferenceProviders.SemanticKernel.Chat;

/// <summary>
/// Semantic Kernel's chat completion service over a chat client, with what its translation loses on the way: the forms
/// of <c>response_format</c>, and the plugins of function calls.
/// </summary>
internal sealed class KernelChatCompletionService(IChatCompletionService inner) : IChatCompletionService
{
    public IReadOnlyDictionary<string, object?> Attributes => inner.Attributes;

    public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatHistory);
        var history = PluginNames.Qualify(chatHistory);
        var sent = history.Count;
        var messages = await inner.GetChatMessageContentsAsync(
            history, Prepare(executionSettings), kernel, cancellationToken).ConfigureAwait(false);
        foreach (var message in messages)
        {
            PluginNames.Split(message, kernel);
        }

        TakeOver(history, sent, chatHistory);
        return messages;
    }

    public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatHistory);
        var history = PluginNames.Qualify(chatHistory);
        var sent = history.Count;
        var updates = inner.GetStreamingChatMessageContentsAsync(
            history, Prepare(executionSettings), kernel, cancellationToken);
        await foreach (var update in updates.ConfigureAwait(false))
        {
            PluginNames.Split(update, kernel);
            yield return update;
        }

        LeaveOutOpenCalls(history, sent);
        TakeOver(history, sent, chatHistory);
    }

    /// <summary>
    /// Calls that nobody has run are the caller's to add, as they are with other connectors: Semantic Kernel's
    /// translation of a stream adds them, and a caller who runs them himself would send each twice.
    /// </summary>
    private static void LeaveOutOpenCalls(ChatHistory history, int sent)
    {
        for (var index = history.Count - 1; index >= sent; index--)
        {
            var calls = history[index].Items.OfType<FunctionCallContent>().ToList();
            if (calls.Count > 0 && !calls.Exists(call => history.Skip(index + 1).Any(message =>
                message.Items.OfType<FunctionResultContent>().Any(result => result.CallId == call.Id))))
            {
                history.RemoveAt(index);
            }
        }
    }

    /// <summary>Calls and results that were made on the way belong into the caller's history.</summary>
    private static void TakeOver(ChatHistory history, int sent, ChatHistory callers)
    {
        if (!ReferenceEquals(history, callers))
        {
            callers.AddRange(history.Skip(sent));
        }
    }

    /// <summary>
    /// A copy of the settings whose <c>response_format</c> reaches <see cref="ResponseFormatChatClient"/> as it was
    /// given. Settings of a derived type are turned into JSON by Semantic Kernel, and read there.
    /// </summary>
    private static PromptExecutionSettings? Prepare(PromptExecutionSettings? settings)
    {
        if (settings?.ExtensionData is not { } data || settings.GetType() != typeof(PromptExecutionSettings)
            || data.Keys.FirstOrDefault(
                static name =>
                name.Equals(ResponseFormats.Setting, StringComparison.OrdinalIgnoreCase)) is not { } setting)
        {
            return settings;
        }

        var copy = settings.Clone();
        copy.ExtensionData = new Dictionary<string, object>(data);
        copy.ExtensionData.Remove(setting);
        if (ResponseFormats.Read(data[setting]) is { } format)
        {
            copy.ExtensionData[ResponseFormatChatClient.Property] = format;
        }

        return copy;
    }
}
