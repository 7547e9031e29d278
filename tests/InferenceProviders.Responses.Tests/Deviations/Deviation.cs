using System.Text.Json.Serialization;
using InferenceProviders.Responses.Comparison;
using InferenceProviders.Tests.Shared;

namespace InferenceProviders.Responses.Deviations;

/// <summary>A difference from a recording that is meant, with its reason. In all patterns <c>*</c> stands for any characters.</summary>
internal sealed record Deviation
{
    /// <summary>A pattern of <see cref="Difference.Where"/>. Everything else is still compared.</summary>
    [JsonPropertyName("what")]
    public required string What { get; init; }

    /// <summary>A pattern of what the recording has; left out for anything.</summary>
    [JsonPropertyName("theirs")]
    public string? Theirs { get; init; }

    /// <summary>A pattern of what we have; left out for anything.</summary>
    [JsonPropertyName("ours")]
    public string? Ours { get; init; }

    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    public bool Covers(Difference difference) =>
        Pattern.Matches(What, difference.Where)
        && (Theirs is null || Pattern.Matches(Theirs, difference.Theirs))
        && (Ours is null || Pattern.Matches(Ours, difference.Ours));

    public override string ToString() => $"{What} ({Reason})";
}
