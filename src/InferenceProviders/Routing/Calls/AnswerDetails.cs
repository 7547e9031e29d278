using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing.Calls;

/// <summary>What a span says of an answer. All of it is optional.</summary>
internal readonly record struct AnswerDetails
{
    public string? Id { get; init; }

    public string? Model { get; init; }

    public ChatFinishReason? FinishReason { get; init; }

    /// <summary>The answer itself; only when content is recorded.</summary>
    public IList<ChatMessage>? Messages { get; init; }
}
