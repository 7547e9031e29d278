namespace InferenceProviders;

/// <summary>
/// What a process reports and asks for on one limit. Amounts are in billionths of a US dollar, and count from the
/// beginning of the account (they never go back to zero), so that a request that is sent twice changes nothing the
/// second time.
/// </summary>
public sealed record SharedLeaseRequest
{
    /// <summary>The limit and its period. It has no line breaks.</summary>
    public required string Account { get; init; }

    /// <summary>The process: a name that no other one has or had.</summary>
    public required string Holder { get; init; }

    /// <summary>What may be spent by all together.</summary>
    public required long Limit { get; init; }

    /// <summary>
    /// The time that a sliding limit looks back: what was reported as spent leaves the account so long afterwards, or
    /// at most a sixtieth of it later. Null: it never does.
    /// </summary>
    public TimeSpan? Window { get; init; }

    /// <summary>What the process has spent.</summary>
    public required long Spent { get; init; }

    /// <summary>
    /// Up to which amount the process is allowed to spend by the answers that it had, and relies on: it is never taken
    /// away from it.
    /// </summary>
    public required long InHand { get; init; }

    /// <summary>
    /// Up to which amount the process would like to be allowed to spend. Less than it was allowed before gives back.
    /// </summary>
    public required long Wanted { get; init; }

    /// <summary>After how long without a request the process counts as dead.</summary>
    public required TimeSpan LeaseTime { get; init; }

    /// <summary>How long the account is kept after the last request.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>
    /// What happens to the lease of a process that died, beyond what it had reported as spent: it comes back
    /// (<see langword="true"/>), or counts as spent, because it may have been (<see langword="false"/>).
    /// </summary>
    public bool ReturnsLost { get; init; }

    /// <summary>
    /// The last answer that the process had on this account; null for none. By it a store notices that it has lost
    /// something, and takes it over from those who remember.
    /// </summary>
    public SharedLease? Last { get; init; }
}
