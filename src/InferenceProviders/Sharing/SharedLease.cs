namespace InferenceProviders;

/// <summary>
/// How a limit stands, and how much of it a process may spend. Amounts are in billionths of a US dollar.
/// </summary>
public sealed record SharedLease
{
    /// <summary>Up to which amount the process may spend, from the beginning of the account.</summary>
    public required long Granted { get; init; }

    /// <summary>What the process has reported as spent.</summary>
    public required long Reported { get; init; }

    /// <summary>What all processes have reported as spent.</summary>
    public required long Spent { get; init; }

    /// <summary>What all processes have spent or may spend.</summary>
    public required long Claimed { get; init; }

    /// <summary>Names the state of the account; another one means that the store has lost something since.</summary>
    public required string Epoch { get; init; }

    /// <summary>
    /// The number of changes of the account; a smaller one means that the store has lost something since.
    /// </summary>
    public required long Version { get; init; }

    /// <summary>
    /// Whether the store has lost something, and waits for the processes to say what they know: until then it grants
    /// nothing new.
    /// </summary>
    public bool IsRecovering { get; init; }
}
