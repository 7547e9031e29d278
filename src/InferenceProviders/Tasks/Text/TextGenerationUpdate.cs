using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>A piece of a text that is being generated. The last one has no text, but usage and report.</summary>
public sealed record TextGenerationUpdate
{
    /// <summary>The piece.</summary>
    public string Text { get; init; } = "";

    /// <summary>Why the text ended; on the last piece that belongs to the text.</summary>
    public ChatFinishReason? FinishReason { get; init; }

    /// <summary>The tokens that were counted; on the last update, when the provider did.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>The model, as the provider named it.</summary>
    public string? ModelId { get; init; }

    /// <summary>The provider's id of the answer.</summary>
    public string? ResponseId { get; init; }

    /// <summary>
    /// The event as it was received (<see cref="RawJson"/>), when
    /// <see cref="InferenceProvidersOptions.KeepRawStreamEvents"/> is on.
    /// </summary>
    public object? RawRepresentation { get; init; }

    /// <summary>Who answered, what was tried before, how long it took; on the last update.</summary>
    public RoutingReport? RoutingReport { get; init; }

    /// <summary>The piece of text.</summary>
    public override string ToString() => Text;
}
