namespace InferenceProviders.SemanticKernel.Tests.Support;

/// <summary>Compiled where the packages are missing: every test that needs a kernel is reported as skipped, with the reason.</summary>
public sealed class SkippedScenarios
{
    public static TheoryData<string> All => [.. Scenario.In("kernel")];

    [Theory]
    [MemberData(nameof(All), Skip = "Semantic Kernel was not found on the package feeds.")]
    public void A_test_that_needs_a_kernel(string scenario) => Assert.Fail($"{scenario} was to be skipped.");
}
