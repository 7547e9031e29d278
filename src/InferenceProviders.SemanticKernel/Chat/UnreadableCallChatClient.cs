using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace InferenceProviders.SemanticKernel.Chat;

/// <summary>
/// Keeps Semantic Kernel from running a function whose arguments are not JSON: it would run with its defaults, as if
/// all arguments had been left out. Between this client and the one that invokes, such a call has a name that no
/// function has, so that it is answered with an error; the model sees its own name again.
/// </summary>
internal sealed class UnreadableCallChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private const string Mark = " (unreadable arguments)";
    private const string Problem =
        "Error: The arguments of this call are not valid JSON, so the function was not run. Call it again with valid "
        + "arguments.";

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(Restore(messages), options, cancellationToken).ConfigureAwait(false);
        foreach (var message in response.Messages)
        {
            SetAside(message.Contents);
        }

        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(
            Restore(messages), options, cancellationToken).ConfigureAwait(false))
        {
            SetAside(update.Contents);
            yield return update;
        }
    }

    /// <summary>The name that the model gave; the same where nothing was set aside.</summary>
    public static string NameOf(string name) =>
        name.EndsWith(Mark, StringComparison.Ordinal) ? name[..^Mark.Length] : name;

    private static void SetAside(IList<AIContent> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is FunctionCallContent { Exception: not null } call)
            {
                contents[i] = WithName(call, call.Name + Mark);
            }
        }
    }

    private static IEnumerable<ChatMessage> Restore(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages is not IReadOnlyList<ChatMessage> list)
        {
            list = [.. messages];
        }

        for (var i = 0; i < list.Count; i++)
        {
            if (IsAside(list[i]))
            {
                var aside = new HashSet<string>(StringComparer.Ordinal);
                return [.. list.Select(message => Restore(message, aside))];
            }
        }

        return list;
    }

    /// <summary>Whether a call of the message was set aside, which is rare.</summary>
    private static bool IsAside(ChatMessage message)
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is FunctionCallContent call && NameOf(call.Name).Length < call.Name.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static ChatMessage Restore(ChatMessage message, HashSet<string> aside)
    {
        ChatMessage? copy = null;
        for (var i = 0; i < message.Contents.Count; i++)
        {
            AIContent? restored = message.Contents[i] switch
            {
                FunctionCallContent call
                    when NameOf(call.Name) is var name && name.Length < call.Name.Length && aside.Add(call.CallId) =>
                    WithName(call, name),
                FunctionResultContent result when aside.Contains(result.CallId) =>
                    new FunctionResultContent(result.CallId, Problem),
                _ => null,
            };
            if (restored is not null)
            {
                if (copy is null)
                {
                    copy = message.Clone();
                    copy.Contents = [.. message.Contents];
                }

                copy.Contents[i] = restored;
            }
        }

        return copy ?? message;
    }

    private static FunctionCallContent WithName(FunctionCallContent call, string name) =>
        new(call.CallId, name, call.Arguments)
    {
        Exception = call.Exception,
        RawRepresentation = call.RawRepresentation,
        AdditionalProperties = call.AdditionalProperties,
    };
}
