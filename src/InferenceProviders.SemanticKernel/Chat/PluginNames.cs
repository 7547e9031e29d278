using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using FunctionCallContent = Microsoft.SemanticKernel.FunctionCallContent;

namespace InferenceProviders.SemanticKernel.Chat;

/// <summary>
/// A kernel function goes to the model as <c>plugin_function</c>. Semantic Kernel leaves the plugin out of the calls of
/// a history, so that two plugins' functions of one name could not be told apart, and gives the calls of an answer
/// without their plugin.
/// </summary>
internal static class PluginNames
{
    private const char Separator = '_';
    private const char BuilderSeparator = '-';

    /// <summary>The history with the full name on each call; the same object when there is nothing to add.</summary>
    public static ChatHistory Qualify(ChatHistory history)
    {
        ChatHistory? copy = null;
        for (var i = 0; i < history.Count; i++)
        {
            if (NeedsPlugin(history[i].Items))
            {
                copy ??= [.. history];
                copy[i] = Qualify(history[i]);
            }
        }

        return copy ?? history;
    }

    /// <summary>Names the plugin and the function of each call, where the kernel has that function.</summary>
    public static void Split(ChatMessageContent message, Kernel? kernel)
    {
        for (var i = 0; i < message.Items.Count; i++)
        {
            if (message.Items[i] is not FunctionCallContent { PluginName: null or "" } call)
            {
                continue;
            }

            var name = UnreadableCallChatClient.NameOf(call.FunctionName);
            var function = Find(kernel, name);
            if (function is not null || name != call.FunctionName)
            {
                message.Items[i] = new FunctionCallContent(function?.Name
                    ?? name, function?.PluginName, call.Id, call.Arguments)
                {
                    // Semantic Kernel does not take over what is wrong with a call.
                    Exception = call.Exception
                        ?? (name == call.FunctionName
                        ? null
                        : new KernelException("The arguments of the call are not valid JSON.")),
                    InnerContent = call.InnerContent,
                    ModelId = call.ModelId,
                    Metadata = call.Metadata,
                };
            }
        }
    }

    /// <summary>
    /// Names the function of each call of a stream as Semantic Kernel's <c>FunctionCallContentBuilder</c> reads it,
    /// with the plugin before a hyphen.
    /// </summary>
    public static void Split(StreamingChatMessageContent update, Kernel? kernel)
    {
        for (var i = 0; i < update.Items.Count; i++)
        {
            if (update.Items[i] is StreamingFunctionCallUpdateContent { Name: { } name } call
                && Find(kernel, name) is { PluginName: { } plugin } function)
            {
                update.Items[i] = new StreamingFunctionCallUpdateContent(
                    call.CallId, $"{plugin}{BuilderSeparator}{function.Name}", call.Arguments, call.FunctionCallIndex)
                {
                    ChoiceIndex = call.ChoiceIndex,
                    RequestIndex = call.RequestIndex,
                    InnerContent = call.InnerContent,
                    ModelId = call.ModelId,
                    Metadata = call.Metadata,
                };
            }
        }
    }

    /// <summary>The function that the model knows by a name; null when there is none, or more than one.</summary>
    private static KernelFunction? Find(Kernel? kernel, string name)
    {
        KernelFunction? found = null;
        foreach (var plugin in kernel?.Plugins ?? [])
        {
            if (name.Length > plugin.Name.Length && name[plugin.Name.Length] == Separator
                && name.StartsWith(plugin.Name, StringComparison.OrdinalIgnoreCase)
                && plugin.TryGetFunction(name[(plugin.Name.Length + 1)..], out var function))
            {
                if (found is not null)
                {
                    return null;
                }

                found = function;
            }
        }

        return found;
    }

    private static bool NeedsPlugin(ChatMessageContentItemCollection items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is FunctionCallContent { PluginName.Length: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    private static ChatMessageContent Qualify(ChatMessageContent message)
    {
        var items = new ChatMessageContentItemCollection();
        foreach (var item in message.Items)
        {
            items.Add(item is FunctionCallContent { PluginName.Length: > 0 } call
                ? new FunctionCallContent(
                    $"{call.PluginName}{Separator}{call.FunctionName}", pluginName: null, call.Id, call.Arguments)
                {
                    Exception = call.Exception,
                    InnerContent = call.InnerContent,
                    ModelId = call.ModelId,
                    Metadata = call.Metadata,
                }
                : item);
        }

        return new ChatMessageContent(
            message.Role, items, message.ModelId, message.InnerContent, message.Encoding, message.Metadata)
        {
            AuthorName = message.AuthorName,
        };
    }
}
