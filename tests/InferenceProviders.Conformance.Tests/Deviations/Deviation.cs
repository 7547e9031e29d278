using System.Text.Json.Serialization;
using InferenceProviders.Conformance.Comparison;

namespace InferenceProviders.Conformance.Deviations;

/// <summary>
/// A difference from a recording that is meant, with its reason. In all patterns <c>*</c> stands for any characters.
/// </summary>
internal sealed record Deviation
{
    /// <summary>The client's name; left out for both.</summary>
    [JsonPropertyName("client")]
    public string? Client { get; init; }

    /// <summary>Patterns of case names (without their folder); left out for all.</summary>
    [JsonPropertyName("cases")]
    public IReadOnlyList<string> Cases { get; init; } = ["*"];

    /// <summary>Patterns of <see cref="Difference.Where"/>. Everything else of the case is still compared.</summary>
    [JsonPropertyName("what")]
    public required IReadOnlyList<string> What { get; init; }

    /// <summary>A pattern of what the recording has; left out for anything.</summary>
    [JsonPropertyName("theirs")]
    public string? Theirs { get; init; }

    /// <summary>A pattern of what we have; left out for anything.</summary>
    [JsonPropertyName("ours")]
    public string? Ours { get; init; }

    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <param name="name">The case's name.</param>
    /// <param name="client">The client that was recorded, if there are several.</param>
    /// <param name="difference">What differs.</param>
    public bool Covers(string name, string? client, Difference difference) =>
        (Client is null || Client == client)
        && Cases.Any(pattern => Pattern.Matches(pattern, name))
        && What.Any(pattern => Pattern.Matches(pattern, difference.Where))
        && (Theirs is null || Pattern.Matches(Theirs, difference.Theirs))
        && (Ours is null || Pattern.Matches(Ours, difference.Ours));

    public override string ToString() => $"{string.Join(", ", Cases)}: {string.Join(", ", What)} ({Reason})";
}
