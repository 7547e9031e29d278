namespace InferenceProviders.Providers;

/// <summary>Replicate: images, video, speech.</summary>
internal static class Replicate
{
    public static Provider Create() => new("replicate", "https://api.replicate.com");
}
