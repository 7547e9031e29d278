using InferenceProviders.FaultMatrix.Load;
using InferenceProviders.FaultMatrix.Routing;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>Every scenario of the executable, as a test for this library.</summary>
public sealed class MatrixTests(MatrixRun run) : IClassFixture<MatrixRun>
{
    public static TheoryData<string> Scenarios =>
        [.. Matrix.Scenarios.Select(scenario => scenario.Name), CallersOfOneLimit.Name, StreamsUnderLoad.Name,
            .. RoutedScenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Survives(string scenario)
    {
        var verdict = Assert.Single(run.Verdicts, verdict => verdict.Scenario == scenario);

        Assert.True(
            verdict.Survived, $"{scenario}: {verdict.Describe()}{Environment.NewLine}{verdict.Observation.Exception}");
    }

    [Fact]
    public void The_table_has_no_two_scenarios_of_one_name() =>
        Assert.Empty(
            Matrix.Scenarios.GroupBy(scenario => scenario.Name).Where(group => group.Count() > 1)
            .Select(group => group.Key));
}
