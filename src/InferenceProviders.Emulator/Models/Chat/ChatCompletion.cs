using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>A finished answer in tokens, ready to be written in any provider's form.</summary>
internal sealed record ChatCompletion
{
    public required string Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The provider's id of the model.</summary>
    public required string Model { get; init; }

    public required IReadOnlyList<string> Reasoning { get; init; }

    public required IReadOnlyList<string> Text { get; init; }

    public required IReadOnlyList<ToolCall> ToolCalls { get; init; }

    public required Finish Finish { get; init; }

    public string? ScriptedFinish { get; init; }

    public required TokenUsage Usage { get; init; }

    public required ChatRequest Request { get; init; }

    /// <summary>
    /// The token limit fell into the reasoning: there is no answer, and nothing marks the end of the thought.
    /// </summary>
    public bool CutWhileThinking => Finish == Finish.Length && Text.Count == 0 && ToolCalls.Count == 0;

    /// <summary>Cuts the answer at stop sequences and at the token limit.</summary>
    public static (IReadOnlyList<string> Reasoning, IReadOnlyList<string> Text, IReadOnlyList<ToolCall> Calls,
        Finish Finish) Limit(ChatAnswer answer, ChatRequest request)
    {
        var budget = request.MaxTokens ?? int.MaxValue;
        var reasoning = Limits.Take(Tokens.Split(answer.Reasoning ?? ""), ref budget);
        var text = Limits.Take(Tokens.Split(Limits.AtStop(answer.Text, request.Stop)), ref budget);
        var calls = new List<ToolCall>(answer.ToolCalls.Count);
        foreach (var call in answer.ToolCalls)
        {
            // A call that does not fit is cut in its arguments, or left out when not even its name fits.
            budget -= Tokens.Count(call.Name);
            if (budget < 0)
            {
                break;
            }

            calls.Add(call with { Arguments = string.Concat(Limits.Take(Tokens.Split(call.Arguments), ref budget)) });
        }

        return (reasoning, text, calls, budget < 0
            ? Finish.Length
            : answer.ToolCalls.Count > 0
            ? Finish.ToolCalls
            : Finish.Stop);
    }
}
