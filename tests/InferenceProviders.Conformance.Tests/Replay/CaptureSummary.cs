using System.Globalization;
using System.Text;
using InferenceProviders.Conformance.Deviations;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Replay;

/// <summary>The result of a run, in one line and in full.</summary>
internal sealed record CaptureSummary(
    IReadOnlyList<Outcome> Outcomes, IReadOnlyList<WireCase> Pending, DeviationList Deviations)
{
    private IReadOnlyList<Deviation> UnusedDeviations => [.. Deviations.Unused];


    public bool IsGood => Outcomes.All(outcome => !outcome.IsFailure) && UnusedDeviations.Count == 0;

    public string Line =>
        $"{Count(Outcomes)}{(Pending.Count == 0 ? "" : $" ({Pending.Count} pending: no runner yet)")}";

    /// <summary>The line, the same for each folder where there are several, and what is pending by method.</summary>
    public string Overview()
    {
        var text = new StringBuilder(Line);
        var folders = Outcomes.GroupBy(outcome => outcome.Case.Folder).ToList();
        foreach (var folder in folders.Count > 1 ? folders : [])
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {folder.Key}: {Count([.. folder])}");
        }

        foreach (var method in Pending.GroupBy(wireCase => wireCase.Call.Method).OrderBy(
            group => group.Key, StringComparer.Ordinal))
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  pending: {method.Key} ({method.Count()})");
        }

        return text.ToString();
    }

    /// <summary>
    /// The overview, the pending cases one by one, the use of each deviation, and every failure with its differences.
    /// </summary>
    public string Describe()
    {
        var text = new StringBuilder(Overview()).AppendLine();
        foreach (var wireCase in Pending)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  pending: {wireCase.Id}");
        }

        foreach (var (deviation, cases) in Deviations.Used)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  deviation in {cases} cases: {deviation}");
        }

        foreach (var deviation in UnusedDeviations)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  unused deviation: {deviation}");
        }

        foreach (var outcome in Outcomes.Where(outcome => outcome.IsFailure))
        {
            text.AppendLine().Append(outcome.Describe());
        }

        return text.ToString();
    }

    private static string Count(IReadOnlyCollection<Outcome> outcomes) =>
        $"{outcomes.Count} cases: {outcomes.Count(outcome => outcome.IsMatch)} match,"
            + $" {outcomes.Count(outcome => outcome.IsDeviation)} declared deviations, " +
        $"{outcomes.Count(outcome => outcome.IsFailure)} failures";
}
