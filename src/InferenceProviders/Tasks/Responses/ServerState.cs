using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// What a request has to do with what the server keeps: the conversation that it goes on with, a response that it is to
/// go on fetching, and whether what it gives is kept
/// (https://platform.openai.com/docs/guides/conversation-state, https://platform.openai.com/docs/guides/background).
/// </summary>
internal sealed class ServerState
{
    private readonly string? _raw;
    private readonly bool _allowsBackground;

    private ServerState(ChatOptions? options, JsonObject? overrides)
    {
        foreach (var name in (ReadOnlySpan<string>)["previous_response_id", "conversation", "background"])
        {
            _raw ??= ResponsesOptions.IsSet(name, options, overrides) ? name : null;
        }

        // A wire name wins over the typed option, as everywhere.
        ConversationId = _raw is "previous_response_id" or "conversation" ? null : options?.ConversationId;
        GoesOn = ConversationId is not null || _raw is "previous_response_id" or "conversation";
        Conversation = ConversationId is { } id && IsConversation(id) ? id
            : ResponsesOptions.TextOf("conversation", options, overrides);
        Token = options?.ContinuationToken is { } token ? ResponsesToken.Read(token) : null;
        Cancels = options is CanceledResponse;
        Stores = ResponsesOptions.FlagOf("store", options, overrides);
        _allowsBackground = options?.AllowBackgroundResponses is true;
    }

    /// <summary>What <see cref="ChatOptions.ConversationId"/> says; null when a field of the wire says it.</summary>
    public string? ConversationId { get; }

    /// <summary>Whether the request goes on with what the server has, so that the history is there already.</summary>
    public bool GoesOn { get; }

    /// <summary>
    /// The id of a conversation, which stays the same from turn to turn; null when each response is the next one's id.
    /// </summary>
    public string? Conversation { get; }

    /// <summary>The response that is to be fetched on; null for a new one.</summary>
    public ResponsesToken? Token { get; }

    /// <summary>Whether the response is to be canceled rather than fetched.</summary>
    public bool Cancels { get; }

    /// <summary>Whether the caller said that the response is kept or not.</summary>
    public bool? Stores { get; }

    public static ServerState Of(ChatOptions? options, JsonObject? overrides) => new(options, overrides);

    /// <summary>Whether an id is that of a conversation rather than of a response.</summary>
    public static bool IsConversation(string id) => id.StartsWith("conv_", StringComparison.Ordinal);

    /// <summary>Whether the answer may come later; ignored, as documented, where there is no such thing.</summary>
    public bool IsBackground(ResponsesDialect dialect) =>
        dialect.KeepsResponses && (_allowsBackground || _raw == "background" || Token is not null);

    /// <summary>The value of <c>store</c>; null where the server's default is right, or the caller set it.</summary>
    public bool? StoreFor(ResponsesDialect dialect)
    {
        var needed = dialect.KeepsResponses && (GoesOn || IsBackground(dialect));
        return Stores is not null || needed == dialect.StoresUnlessTold ? null : needed;
    }

    /// <exception cref="InferenceException">The server keeps nothing.</exception>
    public void Check(Route route)
    {
        if (route.Provider.Responses!.KeepsResponses)
        {
            return;
        }

        var what = ConversationId is not null ? "ChatOptions.ConversationId"
            : Token is not null ? "ChatOptions.ContinuationToken"
            : _raw is not null ? $"'{_raw}'"
            : null;
        if (what is not null)
        {
            throw route.NotSupported(
                $"{what} cannot be sent: the Responses API of {route.Speaker} keeps nothing between requests; send the "
                + $"whole history and leave it unset, or use a provider that does (OpenAI, or "
                + $"ResponsesDialect.KeepsResponses for one of your own).");
        }
    }
}
