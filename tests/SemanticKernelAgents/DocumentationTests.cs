using InferenceProviders.Emulator;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace InferenceProviders.SemanticKernelAgents;

/// <summary>
/// The documentation's example of Semantic Kernel's own agents; the other examples are tested in the solution.
/// </summary>
public sealed class DocumentationTests
{
    public static TheoryData<DocBlock> Blocks =>
        [.. DocPage.All.SelectMany(page => page.Blocks).Where(block => block.NeedsKernelAgents)];

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public async Task The_example_compiles_without_a_warning_and_does_what_it_says(DocBlock block)
    {
        var program = BlockProgram.Compile(block);
        await using var emulator = await EmulatorHost.StartAsync();
        using var environment = new EmulatedEnvironment(emulator);

        var output = await program.RunAsync(input: "");

        Assert.Contains("17 degrees and sunny in Paris", output, StringComparison.Ordinal);
        Assert.Contains("17 degrees and sunny in Oslo", output, StringComparison.Ordinal);
    }
}
