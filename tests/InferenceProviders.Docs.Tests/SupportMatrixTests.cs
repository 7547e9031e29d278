namespace InferenceProviders.Docs.Tests;

public class SupportMatrixTests
{
    private const string Begin = "<!-- support matrix: written from the provider registry, checked by a test -->\n";
    private const string End = "<!-- end of the support matrix -->";

    /// <summary>The columns of the documentation's table, by the task that each is.</summary>
    private static readonly Dictionary<string, string> Columns = new()
    {
        ["Chat completion (LLM)"] = "conversational",
        ["Chat completion (VLM)"] = "conversational",
        ["Feature Extraction"] = "feature-extraction",
        ["Text to Image"] = "text-to-image",
        ["Text to video"] = "text-to-video",
        ["Speech to text"] = "automatic-speech-recognition",
    };

    /// <summary>
    /// Each row: the provider's name, from its link, and the tasks of the columns that are ticked. A column that is not
    /// known above is an error.
    /// </summary>
    public static TheoryData<string, string[]> Partners
    {
        get
        {
            var rows = File.ReadAllLines(
                Path.Combine(Checkout.Root, "tests", "InferenceProviders.Docs.Tests", "partners.md"))
                .Where(line => line.StartsWith('|'))
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
                .ToList();
            var tasks = rows[0].Skip(1).Select(heading => Columns[heading]).ToList();
            var partners = new TheoryData<string, string[]>();
            foreach (var row in rows.Skip(2))
            {
                var link = row[0].IndexOf("(./providers/", StringComparison.Ordinal) + "(./providers/".Length;
                partners.Add(row[0][link..^1], [.. tasks.Where((_, index) => row[index + 1] == "✅").Distinct()]);
            }

            return partners;
        }
    }

    [Fact]
    public void The_readme_has_the_matrix_of_the_registry()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "providers.md")).ReplaceLineEndings("\n");
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = readme.IndexOf(End, StringComparison.Ordinal);

        Assert.True(begin >= Begin.Length && end > begin, "The page has no support matrix.");
        Assert.Equal(SupportMatrix.Write(), readme[begin..end]);
    }

    [Theory]
    [MemberData(nameof(Partners))]
    public void Every_partner_has_the_tasks_that_the_documentation_gives_it(string name, string[] tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var provider = ProviderRegistry.BuiltIn.Find(name);

        Assert.NotNull(provider);
        Assert.NotEmpty(tasks);
        Assert.Equal([], tasks.Where(task => !provider.Supports(new InferenceTask(task))));
    }

    [Fact]
    public void The_table_of_partners_is_read_to_its_end()
    {
        var rows = Partners.Select(row => row.ToArray()).ToDictionary(row => (string)row[0], row => (string[])row[1]);

        Assert.Equal(18, rows.Count);
        Assert.Equal(
            ["conversational", "feature-extraction", "text-to-image", "automatic-speech-recognition"],
            rows["hf-inference"]);
        Assert.Equal(["text-to-image", "text-to-video"], rows["wavespeed"]);
    }
}
