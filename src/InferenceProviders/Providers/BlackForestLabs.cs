namespace InferenceProviders.Providers;

/// <summary>Black Forest Labs: images. The Hub stopped routing to it on 2026-07-01; direct keys still work, with the scheme <c>X-Key</c>.</summary>
internal static class BlackForestLabs
{
    public static Provider Create() => new("black-forest-labs", "https://api.us1.bfl.ai") { AuthScheme = "X-Key" };
}
