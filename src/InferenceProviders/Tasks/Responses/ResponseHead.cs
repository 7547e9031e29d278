using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// What a response says of itself before and beside its items: its id, its model, when it was made, whether it is kept,
/// and how far its events have come. Every update has it.
/// </summary>
internal sealed class ResponseHead(ResponsesDialect dialect, ServerState state)
{
    private const double LastSecond = 253402300799;

    private string? _conversationId = state.Token is { } token ? state.Conversation ?? token.ResponseId : null;
    private bool? _isStored;
    private string? _model;
    private DateTimeOffset? _created;
    private long? _sequence;

    /// <summary>Whether the response goes on without its caller.</summary>
    public bool IsBackground { get; } = state.IsBackground(dialect);

    /// <summary>The id; set to null where another response begins.</summary>
    public string? Id { get; set; } = state.Token?.ResponseId;

    /// <summary>What an answer that is not complete is continued with; null where it cannot be.</summary>
    public ResponseContinuationToken? Token =>
        IsBackground && Id is not null ? new ResponsesToken(Id, _sequence).ToToken() : null;

    /// <summary>An event has come; where events have numbers, this is its.</summary>
    public void Pass(long? sequence) => _sequence = sequence ?? _sequence;

    public void Read(JsonElement response)
    {
        Id ??= Text(response, "id");
        _model ??= Text(response, "model");
        if (_created is null && response.TryGetProperty("created_at", out var created)
            && created.ValueKind == JsonValueKind.Number
            && created.TryGetDouble(out var seconds) && seconds is > 0 and < LastSecond)
        {
            _created = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        }

        if (dialect.KeepsResponses)
        {
            _isStored = response.At("store").ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => _isStored ?? state.Stores ?? (state.GoesOn || IsBackground),
            };
            _conversationId = _isStored is true ? state.Conversation ?? Id : null;
        }
    }

    /// <summary>An update of the response.</summary>
    public ChatResponseUpdate Update(ChatRole? role, List<AIContent> contents) => new(role, contents)
    {
        ResponseId = Id,
        ConversationId = _conversationId,
        ModelId = _model,
        CreatedAt = _created,
    };

    /// <summary>A text of a JSON object; null when there is none.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
