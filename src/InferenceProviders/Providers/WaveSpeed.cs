namespace InferenceProviders.Providers;

/// <summary>WaveSpeedAI: images and video.</summary>
internal static class WaveSpeed
{
    public static Provider Create() => new("wavespeed", "https://api.wavespeed.ai");
}
