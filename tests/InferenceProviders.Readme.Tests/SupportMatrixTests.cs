namespace InferenceProviders.Readme.Tests;

public class SupportMatrixTests
{
    private const string Begin = "<!-- support matrix: written from the provider registry, checked by a test -->\n";
    private const string End = "<!-- end of the support matrix -->";

    [Fact]
    public void The_readme_has_the_matrix_of_the_registry()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md")).ReplaceLineEndings("\n");
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = readme.IndexOf(End, StringComparison.Ordinal);

        Assert.True(begin >= Begin.Length && end > begin, "The README has no support matrix.");
        Assert.Equal(SupportMatrix.Write(), readme[begin..end]);
    }

    /// <summary>The table "Partners" of the documentation of Inference Providers.</summary>
    [Theory]
    [InlineData("cerebras", "conversational")]
    [InlineData("cohere", "conversational")]
    [InlineData("fal-ai", "text-to-image", "text-to-video", "automatic-speech-recognition")]
    [InlineData("featherless-ai", "conversational")]
    [InlineData("fireworks-ai", "conversational")]
    [InlineData("groq", "conversational")]
    [InlineData("hf-inference", "conversational", "feature-extraction", "text-to-image", "automatic-speech-recognition")]
    [InlineData("hyperbolic", "conversational")]
    [InlineData("nebius", "conversational", "feature-extraction", "text-to-image")]
    [InlineData("novita", "conversational", "text-to-video")]
    [InlineData("nscale", "conversational", "text-to-image")]
    [InlineData("publicai", "conversational")]
    [InlineData("replicate", "text-to-image", "text-to-video", "automatic-speech-recognition")]
    [InlineData("sambanova", "conversational", "feature-extraction")]
    [InlineData("scaleway", "conversational", "feature-extraction")]
    [InlineData("together", "conversational", "text-to-image")]
    [InlineData("wavespeed", "text-to-image", "text-to-video")]
    [InlineData("zai-org", "conversational")]
    public void Every_partner_has_the_tasks_that_the_documentation_gives_it(string name, params string[] tasks)
    {
        var provider = ProviderRegistry.BuiltIn.Find(name);

        Assert.NotNull(provider);
        Assert.Equal([], tasks.Where(task => !provider.Supports(new InferenceTask(task))));
    }
}
