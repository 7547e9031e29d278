namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>What a model has to say, before limits and before a provider's form.</summary>
internal sealed record ChatAnswer(string Text)
{
    public string? Reasoning { get; init; }

    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>A finish reason that a script ordered; null when it follows from the answer.</summary>
    public string? FinishReason { get; init; }
}

/// <summary>Why an answer ended.</summary>
internal enum Finish
{
    Stop,
    ToolCalls,
    Length,
}
