using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>A generated text.</summary>
public sealed record TextGenerationResponse
{
    /// <summary>
    /// The text, without the prompt unless <see cref="TextGenerationOptions.ReturnFullText"/> asked for it.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>
    /// Why the text ended, in the words of chat (<c>stop</c>, <c>length</c>, …); null when the provider did not say.
    /// </summary>
    public ChatFinishReason? FinishReason { get; init; }

    /// <summary>The tokens that were counted; null when the provider did not.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>The model, as the provider named it.</summary>
    public string? ModelId { get; init; }

    /// <summary>The provider's id of the answer.</summary>
    public string? ResponseId { get; init; }

    /// <summary>When the answer was made, by the provider's clock.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The answer as it was received: a <see cref="RawJson"/>.</summary>
    public object? RawRepresentation { get; init; }

    /// <summary>Who answered, what was tried before, how long it took.</summary>
    public required RoutingReport RoutingReport { get; init; }

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
