namespace AspNetCoreChat.Tests.Support;

/// <summary>axe-core, which <c>browser/install.sh</c> fetches.</summary>
internal static class Axe
{
    public static string Script { get; } = Path.Combine(
        Artifacts.Metadata("Repository"), "tests", "AspNetCoreChat.Tests", "browser", "node_modules", "axe-core",
        "axe.min.js");
}
