using InferenceProviders.SemanticKernel.Tests.Support;

namespace InferenceProviders.SemanticKernel.Tests;

public sealed class ScenarioTests
{
    [Fact]
    public void The_tests_that_need_a_kernel_are_listed_by_name()
    {
        var scenarios = Scenario.In("kernel");

        Assert.Contains("AgentTests.An_agent_keeps_its_thread", scenarios);
        Assert.Equal(scenarios.Distinct(), scenarios);
    }
}
