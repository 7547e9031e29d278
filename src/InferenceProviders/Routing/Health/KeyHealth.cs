using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// What is known of one of the user's keys for a provider, whatever it is used for: that its account is empty, or that
/// the provider refuses it. Thread-safe.
/// </summary>
internal sealed class KeyHealth(string name, double weight)
{
    /// <summary>How long a key rests whose account is empty, or that was refused, when nobody says how long.</summary>
    public static readonly TimeSpan RefusedRest = TimeSpan.FromMinutes(5);

    private Rest _refused;

    /// <summary>What reports, logs and metrics call it.</summary>
    public string Name => name;

    /// <summary>Its share of the calls.</summary>
    public double Weight => weight;

    /// <summary>By how much it was passed over, in weights; <see cref="KeyRotation"/>'s.</summary>
    public double Credit { get; set; }

    /// <summary>The timestamp until which it is refused; in the past when it is not.</summary>
    public long RefusedUntil => _refused.Until;

    /// <summary>It was refused: not asked with before <paramref name="end"/>.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Refuse(long end) => _refused.Extend(end);

    /// <summary>It was taken, whatever was known of it.</summary>
    public void Accept() => _refused.Clear();
}
