namespace InferenceProviders.Docs.Tests;

public sealed class SolutionTests
{
    /// <summary>Needs a package that is not on every feed.</summary>
    private const string Outside = "tests/SemanticKernelAgents/SemanticKernelAgents.csproj";

    /// <summary>The README's test command builds and tests what is in the solution, and nothing else.</summary>
    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Checkout.Root, "Connectors.sln")).Replace('\\', '/');
        var projects = new[] { "src", "tools", "samples", "tests", "bench" }
            .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(Checkout.Root, folder)))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Select(path => Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/'))
            .ToList();

        Assert.Contains("src/InferenceProviders/InferenceProviders.csproj", projects);
        Assert.Contains(Outside, projects);
        Assert.All(
            projects.Where(project => project != Outside), project =>
                Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }
}
