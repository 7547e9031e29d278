namespace InferenceProviders.Emulator.Serving;

/// <summary>ASP.NET Core's patterns for providers' routes.</summary>
internal static class RoutePattern
{
    /// <summary>A provider's path below the emulator's own prefix. A model's id has two segments.</summary>
    public static string Of(string provider, string path) => $"/provider/{provider}{path.Replace("{model}", "{organization}/{name}", StringComparison.Ordinal)}";
}
