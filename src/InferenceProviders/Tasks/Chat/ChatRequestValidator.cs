using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>The checks that every protocol makes on a request: none of them keeps anything between calls.</summary>
internal static class ChatRequestValidator
{
    /// <param name="messages">The whole history.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="subject">The protocol with its verb, for the message: "chat completions keep".</param>
    public static IReadOnlyList<ChatMessage> Check(IEnumerable<ChatMessage> messages, ChatOptions? options, string subject)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        if (list.Count == 0 && string.IsNullOrEmpty(options?.Instructions))
        {
            throw new ArgumentException("There are no messages: give at least one.", nameof(messages));
        }

        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is null)
            {
                throw new ArgumentException($"The message at index {index} is null.", nameof(messages));
            }
        }

        if (options?.Tools?.Contains(null!) is true)
        {
            throw new ArgumentException("ChatOptions.Tools has a null in it.", nameof(options));
        }

        if (options?.ConversationId is not null)
        {
            throw Unsupported("ChatOptions.ConversationId", $"{subject} no conversation; send the whole history and leave it null");
        }

        if (options?.ContinuationToken is not null || options?.AllowBackgroundResponses is true)
        {
            throw Unsupported("Background responses", $"{subject} none; leave AllowBackgroundResponses and ContinuationToken unset");
        }

        return list;
    }

    /// <summary>Fields from <see cref="ChatOptions.RawRepresentationFactory"/>, if it made a JSON object.</summary>
    public static JsonObject? Overrides(ChatOptions? options, IChatClient client)
    {
        var overrides = options?.RawRepresentationFactory?.Invoke(client) switch
        {
            null => null,
            JsonObject json => json,
            JsonElement { ValueKind: JsonValueKind.Object } element => JsonObject.Create(element),

            // Factories for other clients are common in shared options; theirs are not for us.
            _ => null,
        };
        foreach (var name in (ReadOnlySpan<string>)["model", "stream"])
        {
            if (overrides?.ContainsKey(name) is true || options?.AdditionalProperties?.ContainsKey(name) is true)
            {
                throw new ArgumentException(
                    $"'{name}' cannot be set as a raw field, because the route depends on it: use ChatOptions.ModelId, and GetStreamingResponseAsync to stream.", nameof(options));
            }
        }

        return overrides;
    }

    /// <summary>For what is wrong in an argument of the client's methods.</summary>
    public static ArgumentException Invalid(string message, string argument = "options") => new(message, argument);

    public static InferenceException Unsupported(string what, string why) => new(InferenceErrorKind.NotSupported, $"{what} cannot be sent: {why}.");
}
