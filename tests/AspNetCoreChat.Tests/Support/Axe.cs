namespace AspNetCoreChat.Tests.Support;

/// <summary>axe-core, which <c>browser/install.sh</c> fetches.</summary>
internal static class Axe
{
    public static string Script { get; } = Path.Combine(
        Artifacts.Metadata("Repository"), "tests", "AspNetCoreChat.Tests", "browser", "node_modules", "axe-core",
        "axe.min.js");
}

/// <summary>Cases that need a browser and axe-core; skipped where one of them is not there.</summary>
internal sealed class AxeTheoryAttribute : TheoryAttribute
{
    public AxeTheoryAttribute() => Skip = BrowserSkip.Reason
        ?? (File.Exists(Axe.Script)
            ? null
            : "axe-core is not installed: run tests/AspNetCoreChat.Tests/browser/install.sh.");
}
