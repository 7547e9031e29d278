using Xunit.Abstractions;

namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>Folders use each other downward only: what <c>docs/architecture.md</c> says is what is compiled.</summary>
public sealed class FloorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("InferenceProviders")]
    [InlineData("InferenceProviders.Emulator")]
    [InlineData("InferenceProviders.Mcp")]
    [InlineData("InferenceProviders.SemanticKernel")]
    [InlineData("InferenceProviders.Redis")]
    public void Folders_use_the_floors_below_them_only(string assembly)
    {
        var graph = Graph(assembly);
        var floors = Floors.Read(assembly);

        var broken = Broken(graph, floors);
        var circles = graph.Circles();
        output.WriteLine(
            $"{assembly}: arrows: {graph.Arrows.Count - broken.Count} pairs allowed, {broken.Count} broken,"
            + $" {circles.Count} circles");

        Assert.Empty(graph.Split);
        Assert.DoesNotContain(graph.Folders, folder => floors.Of(folder) < 0);
        Assert.DoesNotContain(floors.Names, name => !graph.Folders.Any(folder => Floors.Stands(name, folder)));
        Assert.True(
            broken.Count == 0,
            $"{broken.Count} pairs of folders of {assembly} go up or sideways:\n{string.Join('\n', broken)}");
        Assert.Empty(circles);
    }

    [Fact]
    public void A_pair_that_goes_up_is_named_with_its_types()
    {
        var graph = Graph("InferenceProviders.Emulator");

        var broken = Broken(graph, Floors.Read("InferenceProviders.Emulator").Reversed);

        Assert.Equal(graph.Arrows.Count, broken.Count);
        Assert.Contains(
            broken, pair =>
                pair.StartsWith("Hosting → Serving: ", StringComparison.Ordinal)
                && pair.Contains("TargetFinder → EmulatedCall", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_sees_neither_its_own_floor_nor_one_that_is_not_listed()
    {
        var floors = Floors.Parse(
            "<!-- floors: A -->\n```text\nTop  the front door\nTasks/*  one folder a family\nLow, Lower\n```\nNot this",
            "A");

        Assert.True(floors.Allows("Top", "Tasks/Chat"));
        Assert.True(floors.Allows("Tasks/Chat", "Lower"));
        Assert.False(floors.Allows("Tasks/Chat", "Tasks/Text"));
        Assert.False(floors.Allows("Low", "Lower"));
        Assert.False(floors.Allows("Low", "Top"));
        Assert.False(floors.Allows("Top", "Not this"));
        Assert.False(floors.Allows("Elsewhere", "Low"));
    }

    private static FolderGraph Graph(string assembly) =>
        FolderGraph.Read(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));

    private static List<string> Broken(FolderGraph graph, Floors floors) =>
        [.. graph.Arrows.Where(arrow => !floors.Allows(arrow.Key.From, arrow.Key.To)).OrderBy(arrow => arrow.Key)
            .Select(
                arrow =>
                    $"{arrow.Key.From} → {arrow.Key.To}:"
                    + $" {string.Join(", ", arrow.Value.Take(12))}{(arrow.Value.Count > 12 ? $" and {arrow.Value.Count - 12} more" : "")}")];
}
