using System.Text.RegularExpressions;
using InferenceProviders.Emulator;
using ModelContextProtocol.Server;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace InferenceProviders.Docs.Tests;

public sealed partial class ReadmeTests
{
    /// <summary>What each example must print, by its heading: it shows that the example does what its heading says.</summary>
    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["Chat"] = ["Eiffel Tower"],
        ["Tools"] = ["17 degrees and sunny in Paris"],
        ["Typed answers"] = ["Luigi: 4 guests on 2026-05-17"],
        ["Images"] = ["8 × 8 pixels", "blue"],
        ["Making images"] = ["image/png from fal-ai"],
        ["Changing images"] = ["bytes of image/png"],
        ["Speech"] = ["00:00:00 to 00:00:01: The train leaves at noon."],
        ["Embeddings"] = ["3 vectors of 256 numbers", "0.7 and -0.0"],
        ["Other tasks"] = ["positive, refund, Clara: It rains.", "4512 stars", "blue (0.9) at PixelBox"],
        ["Requests of your own"] = ["4 numbers from deepinfra", "1 2 3 4"],
        ["Making videos"] = ["replicate: starting", "bytes"],
        ["Reasoning"] = ["The user", "17 times 3 = 51"],
        ["Choosing the provider"] = ["cerebras", "novita", "together", "groq", "fireworks-ai"],
        ["Routing rules"] = ["groq", "together"],
        ["When a provider fails"] = ["answered"],
        ["Health"] = ["Healthy", "of 1 attempts", "success_rate"],
        ["Limits on spending"] = ["dollars (Estimated)", "SpendLimitReached", "of 0.0002 US dollars spent"],
        ["Keys of your own"] = ["(Direct)"],
        ["An endpoint of your own"] = ["Who are you?"],
        ["Errors"] = ["ModelNotFound", "hyperbolic", "cerebras"],
        ["The catalogue"] = ["google/gemma-3-4b-it at deepinfra: $0.08 per million tokens", "emulator can choose from"],
        ["Who answered?"] = ["cerebras answered after 1 attempt(s)", "tokens in"],
        ["In your tests"] = ["It is sunny.", "How is the weather?", "Interrupted after '1 2"],
        ["Options"] = ["Who are you?"],
        ["Dependency injection"] = ["Who are you", "Healthy"],
        ["With each user's own token"] = ["Sign in first.", "Who are you"],
        ["MCP tools"] = ["dotnet/yarp is a reverse proxy"],
        ["Approvals"] = ["Run ask_question? [y/N]", "dotnet/yarp is a reverse proxy"],
        ["Semantic Kernel"] = ["Eiffel Tower", "cerebras"],
        ["Streamed prompts"] = ["1 2 3 4 5"],
        ["Kernel functions and filters"] = ["GetWeather(Paris)", "GetWeather(Oslo)", "17 degrees and sunny in Oslo"],
        ["Execution settings"] = ["Booking { Restaurant = Luigi, Guests = 4", "1 2 3"],
        ["MCP tools in a kernel"] = ["dotnet/yarp is a reverse proxy"],
        ["Images and audio in a kernel"] = ["Drawn: http", "8 × 8 pixels", "The train leaves at noon."],
        ["Tools that the service runs"] = ["deepwiki ran ask_question", "dotnet/yarp is a reverse proxy"],
    };

    /// <summary>The MCP server that the README names. A tool of the same name, on loopback, stands for it.</summary>
    private static readonly Uri Wiki = new("https://mcp.deepwiki.com/mcp");

    private static readonly McpServerTool WikiTool = McpServerTool.Create(
        (string question) => $"dotnet/yarp is a reverse proxy ({question.Length} characters asked)",
        new() { Name = "ask_question", Description = "Answers a question about a repository." });

    public static TheoryData<ReadmeBlock> Blocks => [.. ReadmeBlock.All.Where(block => !block.NeedsKernelAgents)];

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public async Task Every_example_compiles_without_a_warning_and_does_what_it_says(ReadmeBlock block)
    {
        await using var wiki = await LoopbackMcpServer.StartAsync([WikiTool]);
        var program = BlockProgram.Compile(block.With(Wiki, wiki.Address));
        if (block.CompiledOnly is not null)
        {
            return;
        }

        await using var emulator = await EmulatorHost.StartAsync();
        using var environment = new EmulatedEnvironment(emulator);

        var output = await program.RunAsync(input: "y\n");

        Assert.True(Expected.TryGetValue(block.Heading, out var words), $"Say above what the example under '{block.Heading}' prints.");
        Assert.All(words, word => Assert.Contains(word, output, StringComparison.Ordinal));
        Assert.DoesNotContain(emulator.Token, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_expectation_has_its_example() =>
        Assert.Empty(Expected.Keys.Except(ReadmeBlock.All.Where(block => block.CompiledOnly is null).Select(block => block.Heading)));

    [Fact]
    public void An_example_that_is_not_run_says_why() =>
        Assert.All(ReadmeBlock.All, block => Assert.NotEqual("", block.CompiledOnly));

    [Fact]
    public void As_many_providers_are_known_as_it_says()
    {
        Assert.Equal(25, ProviderRegistry.BuiltIn.All.Count);
        Assert.Contains("Twenty-five providers", File.ReadAllText(Path.Combine(Checkout.Root, "README.md")), StringComparison.Ordinal);

        // The picture counts those with a host of their own; Hugging Face's own provider has none besides the router.
        Assert.Equal(24, ProviderRegistry.BuiltIn.All.Count(provider => provider.BaseAddress is not null));
        Assert.Contains("(24)", File.ReadAllText(Path.Combine(Checkout.Root, "docs", "overview.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_path_that_the_readme_names_is_there()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));
        var paths = LinkPattern().Matches(readme).Select(match => match.Groups[1].Value)
            .Concat(ProjectPattern().Matches(readme).Select(match => match.Value))
            .ToList();

        Assert.Contains("docs/overview.svg", paths);
        Assert.Contains("samples/Quickstart", paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Checkout.Root, path)), $"{path} is not there."));
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"(?:src|samples|tests|bench)/[\w./]*\w|\w+\.sln\b")]
    private static partial Regex ProjectPattern();
}
