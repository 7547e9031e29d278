namespace InferenceProviders.FaultMatrix.Server;

/// <summary>A request as it came.</summary>
internal sealed record FaultRequest(string Head, string Body)
{
    /// <summary>When it was read.</summary>
    public DateTimeOffset At { get; } = DateTimeOffset.UtcNow;

    public string Line => Head[..Head.IndexOf("\r\n", StringComparison.Ordinal)];

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name)
    {
        foreach (var line in Head.Split("\r\n").Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }
}
