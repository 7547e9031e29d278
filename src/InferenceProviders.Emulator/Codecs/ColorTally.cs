namespace InferenceProviders.Emulator.Codecs;

/// <summary>Counts colors by their everyday names.</summary>
internal sealed class ColorTally
{
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>The most frequent one; among equals, the first that was seen.</summary>
    public string? Dominant => _counts.Count == 0 ? null : _counts.MaxBy(pair => pair.Value).Key;

    public void Add(int red, int green, int blue, int alpha = 255)
    {
        var name = alpha < 128
            ? "transparent"
            : Name(Math.Clamp(red, 0, 255), Math.Clamp(green, 0, 255), Math.Clamp(blue, 0, 255));
        _counts[name] = _counts.GetValueOrDefault(name) + 1;
    }

    private static string Name(int red, int green, int blue)
    {
        var max = Math.Max(red, Math.Max(green, blue));
        var min = Math.Min(red, Math.Min(green, blue));
        var spread = max - min;
        if (max < 48)
        {
            return "black";
        }

        if (spread < 32 || spread * 8 < max)
        {
            return min > 208 ? "white" : "grey";
        }

        var hue = 60.0 * (
            max == red ? (((green - blue) / (double)spread) + 6) % 6
            : max == green ? ((blue - red) / (double)spread) + 2
            : ((red - green) / (double)spread) + 4);
        return hue switch
        {
            < 15 or >= 345 => max < 128 && spread < 96 ? "brown" : "red",
            < 45 => max < 180 ? "brown" : "orange",
            < 70 => "yellow",
            < 165 => "green",
            < 195 => "cyan",
            < 255 => "blue",
            < 290 => "purple",
            _ => "pink",
        };
    }
}
