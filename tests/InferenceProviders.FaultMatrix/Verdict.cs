using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix;

/// <summary>Whether a client survived a scenario, and what it did.</summary>
internal sealed record Verdict(string Scenario, Expected Expected, Observation Observation, string? Problem)
{
    public bool Survived => Problem is null;

    public string Describe() =>
        Survived
            ? $"ok: {Observation.Describe()}"
            : $"FAILS: {Observation.Describe()}{(Problem!.Length == 0 ? "" : $" ({Problem})")}";

    /// <param name="scenario">What was expected.</param>
    /// <param name="observation">What happened.</param>
    /// <param name="check">What the scenario's own check found; null for nothing.</param>
    public static Verdict Of(Scenario scenario, Observation observation, string? check) =>
        new(scenario.Name, scenario.Expected, observation, Find(scenario, observation) ?? check ?? Leak(observation));

    private static string? Find(Scenario scenario, Observation observation)
    {
        if (observation.End is not { } end)
        {
            return $"after {scenario.Limit.TotalSeconds:0} s";
        }

        if ((end & scenario.Expected) == 0)
        {
            return end == Expected.None ? "not an error that a caller would catch" : $"expected {scenario.Expected}";
        }

        return end != Expected.Answer ? null
            : observation.Text != scenario.Text ? $"expected \"{scenario.Text}\""
            : !observation.ToolCalls.SequenceEqual(scenario.ToolCalls)
                ? $"got {string.Join(", ", observation.ToolCalls)}"
            : null;
    }

    private static string? Leak(Observation observation) =>
        observation.Leaks.Count == 0 ? null : $"leaks: {observation.Leaks[0]}";
}
