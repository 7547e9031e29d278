using InferenceProviders.FaultMatrix.Scenarios;

namespace InferenceProviders.FaultMatrix.Subjects;

/// <summary>How a call ended.</summary>
internal sealed record Observation
{
    /// <summary>Null when it did not end at all.</summary>
    public Expected? End { get; init; }

    public string Text { get; init; } = "";

    /// <summary>What was seen of many calls together; null for one call.</summary>
    public string? Summary { get; init; }

    public IReadOnlyList<string> ToolCalls { get; init; } = [];

    public Exception? Exception { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>What the process allocated meanwhile.</summary>
    public long AllocatedBytes { get; init; }

    /// <summary>Where the token or the prompt came out; empty when nowhere.</summary>
    public IReadOnlyList<string> Leaks { get; init; } = [];

    /// <summary>In a few words, for the table.</summary>
    public string Describe() => End switch
    {
        null => "hangs",
        Expected.Answer when Summary is not null => Summary,
        Expected.Answer =>
            ToolCalls.Count > 0
                ? $"{ToolCalls.Count} tool call(s)"
                : $"\"{(Text.Length > 24 ? Text[..24] + "…" : Text)}\"",
        Expected.Cancelled => "cancelled",
        _ => Exception is InferenceException own ? own.Kind.ToString() : Exception!.GetType().Name,
    };
}
