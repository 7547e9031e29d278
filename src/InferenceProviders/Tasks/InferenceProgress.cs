namespace InferenceProviders;

/// <summary>How far a queued job is. What a provider does not tell is null.</summary>
public sealed record InferenceProgress
{
    /// <summary>The state in the provider's own word (<c>IN_QUEUE</c>, <c>processing</c>, …).</summary>
    public required string State { get; init; }

    /// <summary>The provider that runs the job.</summary>
    public required string Provider { get; init; }

    /// <summary>How many jobs are before it.</summary>
    public int? QueuePosition { get; init; }

    /// <summary>From 0 to 100.</summary>
    public double? Percent { get; init; }

    /// <summary>The newest line of the job's log.</summary>
    public string? Log { get; init; }

    /// <summary>Since the call began.</summary>
    public TimeSpan Elapsed { get; init; }
}
