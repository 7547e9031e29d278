using System.Globalization;

namespace InferenceProviders.Redis;

/// <summary>
/// An entry as it is announced: topic, milliseconds, key, each with a line of its own; the rest is its value.
/// </summary>
internal static class ChangeMessage
{
    public static string Write(SharedEntry entry) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Topic}\n{(long)entry.ExpiresIn.TotalMilliseconds}\n{entry.Key}\n{entry.Value}");

    /// <summary>The entry; null for what another program put on the channel.</summary>
    public static SharedEntry? Read(string? message) =>
        message?.Split('\n', 4) is [var topic, var time, var key, var value]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds is > 0 and < 922_337_203_685_477
            ? new SharedEntry(topic, key, value, TimeSpan.FromMilliseconds(milliseconds))
            : null;
}
