namespace AspNetCoreChat.Tests.Support;

/// <summary>A test that needs a browser; skipped where there is none.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = BrowserSkip.Reason;
}

/// <summary>Cases that need a browser; skipped where there is none.</summary>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = BrowserSkip.Reason;
}

internal static class BrowserSkip
{
    public static string? Reason =>
        Chromium.Path is null
            ? "There is no Chromium on the PATH, or where CHROMIUM says: install it (Debian: apt-get install chromium)."
            : null;
}
