namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>A call that ended as no call may.</summary>
internal sealed record FuzzFinding(int Seed, string Case, string What)
{
    public override string ToString() => $"seed {Seed}, {Case}: {What}";
}

/// <summary>What a run of the fuzzer did.</summary>
internal sealed record FuzzReport(int Seed, int Runs, int Answers, int Errors, int Cancelled, TimeSpan Duration, IReadOnlyList<FuzzFinding> Findings)
{
    public override string ToString() =>
        $"fuzzing: {Runs} calls in {Duration.TotalSeconds:0} s from seed {Seed}: {Answers} answers, {Errors} typed errors, {Cancelled} cancelled, {Findings.Count} findings";
}
