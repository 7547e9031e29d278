namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>A call that ended as no call may.</summary>
internal sealed record FuzzFinding(int Seed, string Case, string What)
{
    public override string ToString() => $"seed {Seed}, {Case}: {What}";
}

/// <summary>What a run of the fuzzer did.</summary>
/// <param name="Seed">The seed of the first call.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Ends">How often calls ended how.</param>
/// <param name="Findings">The calls that ended as no call may.</param>
/// <param name="Elsewhere">
/// The exceptions of <see cref="FuzzEnd.Elsewhere"/>. They are no findings, but somebody should look at them.
/// </param>
internal sealed record FuzzReport(
    int Seed, TimeSpan Duration, IReadOnlyList<int> Ends, IReadOnlyList<FuzzFinding> Findings,
    IReadOnlyList<FuzzFinding> Elsewhere)
{
    public int Runs => Ends.Sum();

    public int Answers => Count(FuzzEnd.Answer);

    public int Errors => Count(FuzzEnd.Error);

    /// <summary>
    /// For a person to read: a line for each finding and for each kind of exception from elsewhere, and the sum.
    /// </summary>
    public IEnumerable<string> Lines =>
    [
        .. Findings.Select(finding => finding.ToString()),
        .. Elsewhere.GroupBy(finding => finding.What)
        .Select(kind => $"from elsewhere, {kind.Count()} times: {kind.First()}"),
        ToString(),
    ];

    public override string ToString() =>
        $"fuzzing: {Runs} calls in {Duration.TotalSeconds:0} s from seed {Seed}: {Answers} answers, {Errors} typed "
            + $"errors, {Count(FuzzEnd.Cancelled)} cancelled, "
        + $"{Count(FuzzEnd.Unread)} answers that the tests cannot read, {Count(FuzzEnd.Elsewhere)} exceptions from "
            + $"elsewhere, {Findings.Count} findings";

    private int Count(FuzzEnd end) => Ends[(int)end];
}
