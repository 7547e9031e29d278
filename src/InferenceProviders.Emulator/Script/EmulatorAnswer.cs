namespace InferenceProviders.Emulator;

/// <summary>What a model says, by script.</summary>
/// <param name="Text">The answer.</param>
public sealed record EmulatorAnswer(string Text = "")
{
    /// <summary>What it thinks before.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The tools it calls.</summary>
    public IReadOnlyList<EmulatorToolCall> ToolCalls { get; init; } = [];

    /// <summary>
    /// The finish reason, word for word. Null: what follows from the answer, in the provider's words.
    /// </summary>
    public string? FinishReason { get; init; }
}

/// <summary>A tool call, by script.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments as they go onto the wire: JSON, or broken JSON on purpose.</param>
/// <param name="Id">The call's id; null for one of the emulator's.</param>
public sealed record EmulatorToolCall(string Name, string Arguments = "{}", string? Id = null);
