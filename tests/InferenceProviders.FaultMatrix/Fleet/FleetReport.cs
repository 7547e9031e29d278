using System.Globalization;

namespace InferenceProviders.FaultMatrix.Fleet;

/// <summary>What became of the fleet. The bill is the upstream's.</summary>
internal sealed record FleetReport
{
    public required decimal Limit { get; init; }

    public required decimal Billed { get; init; }

    /// <summary>From the 429 to each other process that knows of it, in milliseconds; of 100, 99 are faster.</summary>
    public required double RestsKnownIn { get; init; }

    public required int Rests { get; init; }

    public required int RestsSeen { get; init; }

    public required (int Kept, int All) Conversations { get; init; }

    public required (int Answered, int All) WithoutStore { get; init; }

    public required (int Fetched, int All) Jobs { get; init; }

    public required string Details { get; init; }

    public bool IsGood =>
        Billed <= Limit && Billed > Limit / 2 && RestsSeen == Rests && RestsKnownIn < 100
        && Conversations.Kept == Conversations.All
        && WithoutStore.Answered == WithoutStore.All && Jobs.Fetched == Jobs.All;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"fleet: limit ${Limit}, billed ${Billed} ({(Billed <= Limit ? "never over" : "OVER")}), rests seen by all "
        + $"in {RestsKnownIn:0.0} ms (p99), "
        + $"conversations kept {Conversations.Kept} of {Conversations.All}, calls answered with the store "
            + $"down {WithoutStore.Answered} of {WithoutStore.All}, "
        + $"jobs picked up {Jobs.Fetched} of {Jobs.All}");
}
