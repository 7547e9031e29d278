
namespace InferenceProviders.SemanticKernel.Tests;

/// <summary>The public surface, written down: a change of it is a change of PublicApi.txt, made on purpose.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_one_that_was_agreed()
    {
        var actual = PublicApi.Of(typeof(KernelContentExtensions).Assembly);

        // Beside the agreed one, to be copied where the change is meant.
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt"), actual);
        Assert.Equal(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt")).ReplaceLineEndings("\n"), actual);
    }
}
