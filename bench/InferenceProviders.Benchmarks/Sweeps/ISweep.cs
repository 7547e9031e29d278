namespace InferenceProviders.Benchmarks.Sweeps;

/// <summary>One thing that there can be more of.</summary>
internal interface ISweep
{
    /// <summary>The word by which it can be chosen.</summary>
    string Name { get; }

    /// <summary>What is counted.</summary>
    string Unit { get; }

    /// <summary>How many of them.</summary>
    int[] Sizes { get; }

    Task<SweepPoint> MeasureAsync(int size);
}

/// <summary>
/// What one unit costs at one size, in nanoseconds and bytes; the floor's are null where there is none.
/// </summary>
internal sealed record SweepPoint(int Size, double Time, double? FloorTime, double Bytes, double? FloorBytes);
