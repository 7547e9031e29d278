using System.Text.RegularExpressions;
using InferenceProviders.Emulator;
using ModelContextProtocol.Server;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace InferenceProviders.Docs.Tests;

/// <summary>
/// Every C# block of every page is a program that compiles without a warning, and prints what the comment before it
/// says.
/// </summary>
public sealed partial class PageTests
{
    /// <summary>The MCP server that the pages name. A tool of the same name, on loopback, stands for it.</summary>
    private static readonly Uri Wiki = new("https://mcp.deepwiki.com/mcp");

    private static readonly McpServerTool WikiTool = McpServerTool.Create(
        (string question) => $"dotnet/yarp is a reverse proxy ({question.Length} characters asked)",
        new() { Name = "ask_question", Description = "Answers a question about a repository." });

    private static readonly DocBlock[] All = [.. DocPage.All.SelectMany(page => page.Blocks)];

    private static readonly string[] AllPages = [.. Directory.EnumerateFiles(Checkout.Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/'))];

    public static TheoryData<DocBlock> Blocks => [.. All.Where(block => !block.NeedsKernelAgents)];

    public static TheoryData<string> Pages => [.. AllPages];

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public async Task Every_example_compiles_without_a_warning_and_does_what_it_says(DocBlock block)
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

        Assert.True(
            block.Prints is not null,
            $"Say before the example what it prints: <!-- prints: … -->. It printed: {output}");
        Assert.All(block.Prints, words => Assert.Contains(words, output, StringComparison.Ordinal));
        Assert.DoesNotContain(emulator.Token, output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_example_that_is_not_run_says_why() =>
        Assert.All(All, block => Assert.NotEqual("", block.CompiledOnly));

    [Fact]
    public void The_readme_is_short() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(Checkout.Root, "README.md")).Length, 50, 150);

    [Fact]
    public void The_picture_counts_the_providers_with_a_host_of_their_own()
    {
        // Hugging Face's own provider has none besides the router.
        var hosts = ProviderRegistry.BuiltIn.All.Count(provider => provider.BaseAddress is not null);

        Assert.Contains(
            $"({hosts})", File.ReadAllText(Path.Combine(Checkout.Root, "docs", "overview.svg")),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_and_path_leads_somewhere(string page)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, page));
        var folder = Path.GetDirectoryName(Path.Combine(Checkout.Root, page))!;

        var prose = FencePattern().Replace(text, "");
        var links = LinkPattern().Matches(prose)
            .Select(match => (Written: match.Groups[1].Value, File: Path.Combine(folder, match.Groups[1].Value)));
        var paths = ProjectPattern().Matches(text)
            .Select(match => (Written: match.Value, File: Path.Combine(Checkout.Root, match.Value)));

        Assert.All(
            links.Concat(paths), one => Assert.True(Path.Exists(one.File), $"{page}: {one.Written} is not there."));
    }

    [Fact]
    public void Every_page_can_be_reached_from_the_readme()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Visit("README.md");

        Assert.Empty(AllPages.Where(page => page.StartsWith("docs/", StringComparison.Ordinal)).Except(seen));

        void Visit(string page)
        {
            if (!seen.Add(page) || !page.EndsWith(".md", StringComparison.Ordinal)
                || !File.Exists(Path.Combine(Checkout.Root, page)))
            {
                return;
            }

            foreach (Match link in LinkPattern().Matches(File.ReadAllText(Path.Combine(Checkout.Root, page))))
            {
                var target = Path.GetFullPath(
                    Path.Combine(Checkout.Root, Path.GetDirectoryName(page)!, link.Groups[1].Value));
                Visit(Path.GetRelativePath(Checkout.Root, target).Replace('\\', '/'));
            }
        }
    }

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencePattern();

    [GeneratedRegex(@"(?<![\w/.-])(?:src|tools|samples|tests|bench|eng)/(?!\*)[\w./]*\w|\w+\.sln\b")]
    private static partial Regex ProjectPattern();
}
