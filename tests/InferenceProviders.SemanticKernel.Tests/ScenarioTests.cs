using InferenceProviders.SemanticKernel.Tests.Support;

namespace InferenceProviders.SemanticKernel.Tests;

public sealed class ScenarioTests
{
    [Fact]
    public void The_tests_that_need_a_kernel_are_listed_by_name()
    {
        Assert.Contains("AgentTests.An_agent_keeps_its_thread", Scenario.All);
        Assert.Equal(Scenario.All.Distinct(), Scenario.All);
    }
}
