using System.Text;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Deviations;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Replay;

/// <summary>How a case ended: no difference, declared differences only, or a failure.</summary>
internal sealed record Outcome(
    WireCase Case,
    IReadOnlyList<(Difference Difference, Deviation Deviation)> Declared,
    IReadOnlyList<Difference> Undeclared,
    Exception? Crash = null)
{
    public bool IsFailure => Undeclared.Count > 0 || Crash is not null;

    public bool IsDeviation => !IsFailure && Declared.Count > 0;

    public bool IsMatch => !IsFailure && Declared.Count == 0;

    /// <summary>What is wrong, for a person to read.</summary>
    public string Describe()
    {
        var text = new StringBuilder(Case.Id).AppendLine();
        foreach (var difference in Undeclared)
        {
            text.AppendLine(difference.ToString());
        }

        foreach (var (difference, deviation) in IsFailure ? Declared : [])
        {
            text.AppendLine($"  (declared: {difference.Where}: {deviation.Reason})");
        }

        return Crash is null
            ? text.ToString()
            : text.Append("  could not be replayed: ").Append(Crash).AppendLine().ToString();
    }
}
