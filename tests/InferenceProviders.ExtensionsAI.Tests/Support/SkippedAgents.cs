using InferenceProviders.SemanticKernel.Tests.Support;

namespace InferenceProviders.ExtensionsAI.Tests.Support;

/// <summary>Compiled where the package is missing: every test that needs it is reported as skipped, with the reason.</summary>
public sealed class SkippedAgents
{
    public static TheoryData<string> All => [.. Scenario.In("agents")];

    [Theory]
    [MemberData(nameof(All), Skip = "Microsoft.Agents.AI was not found on the package feeds.")]
    public void A_test_that_needs_the_package(string scenario) => Assert.Fail($"{scenario} was to be skipped.");
}
