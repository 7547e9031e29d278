namespace InferenceProviders;

/// <summary>What the results of all typed tasks share.</summary>
public abstract record InferenceResult
{
    private protected InferenceResult()
    {
    }

    /// <summary>Who answered, and what was tried before.</summary>
    public RoutingReport Report { get; internal init; } = null!;

    /// <summary>The provider's answer as it was received; null when it was a file rather than JSON.</summary>
    public RawJson? Raw { get; internal init; }
}
