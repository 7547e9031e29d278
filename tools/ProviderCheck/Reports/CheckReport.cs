using ProviderCheck.Checks;

namespace ProviderCheck.Reports;

/// <summary>What was found at one target.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Findings">In the order in which they were tried.</param>
/// <param name="Requests">How many requests were sent.</param>
/// <param name="Cost">US dollars, as far as the prices are known.</param>
internal sealed record TargetReport(string Target, IReadOnlyList<Finding> Findings, int Requests, decimal Cost)
{
    public int Count(Verdict verdict) => Findings.Count(finding => finding.Verdict == verdict);
}

/// <summary>What was found at all targets.</summary>
internal sealed record CheckReport(IReadOnlyList<TargetReport> Targets)
{
    public int Passed => Targets.Sum(target => target.Count(Verdict.Passed) + target.Count(Verdict.Remark));

    /// <summary>What was tried and is not refused: passed or failed.</summary>
    public int Tried => Passed + Targets.Sum(target => target.Count(Verdict.Failed));

    /// <summary>Whether something was tried, and all of it works.</summary>
    public bool IsGood => Tried > 0 && Passed == Tried;

    /// <summary>The last line of the program.</summary>
    public string Summary => $"check: {Passed} of {Tried} passed";

    /// <summary>What the last line does not count.</summary>
    public string Rest =>
        $"{Targets.Sum(target => target.Count(Verdict.Remark))} with a remark, "
        + $"{Targets.Sum(target => target.Count(Verdict.NotSupported))} not supported, "
        + $"{Targets.Sum(target => target.Count(Verdict.Skipped))} not tried; "
        + $"{Targets.Sum(target => target.Requests)} requests, "
        + string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"about ${Targets.Sum(target => target.Cost):0.####}");
}
