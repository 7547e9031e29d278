using InferenceProviders.SemanticKernel.Tests.Support;

namespace InferenceProviders.ExtensionsAI.Tests;

public sealed class ScenarioTests
{
    [Theory]
    [InlineData("clients", "InferenceProviders.ExtensionsAI.Tests.Clients")]
    [InlineData("agents", "InferenceProviders.ExtensionsAI.Tests.AgentFramework")]
    public void What_is_skipped_without_the_package_is_what_is_run_with_it(string set, string space)
    {
        var listed = Scenario.In(set);
        var compiled = Scenario.Compiled(space);

        Assert.NotEmpty(listed);
        Assert.Equal(listed.Distinct(), listed);
        Assert.True(compiled.Count == 0 || compiled.SequenceEqual(listed), $"{string.Join(", ", compiled)} are not {string.Join(", ", listed)}");
    }
}
