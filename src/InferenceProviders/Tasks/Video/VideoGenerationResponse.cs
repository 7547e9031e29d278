using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>The videos that were made.</summary>
public class VideoGenerationResponse
{
    /// <summary>Creates an empty response.</summary>
    public VideoGenerationResponse()
    {
    }

    /// <summary>Creates a response.</summary>
    /// <param name="contents">The videos.</param>
    public VideoGenerationResponse(IList<AIContent>? contents) => Contents = contents;

    /// <summary>
    /// Each video, as <see cref="DataContent"/> or, when URLs were asked for, as <see cref="UriContent"/>.
    /// </summary>
    [AllowNull]
    public IList<AIContent> Contents
    {
        get => field ??= [];
        set;
    }

    /// <summary>The provider's answer as it was received: <see cref="RawJson"/>.</summary>
    public object? RawRepresentation { get; set; }

    /// <summary>What the provider counted, when it did.</summary>
    public UsageDetails? Usage { get; set; }

    /// <summary>
    /// The token of the job, where <see cref="VideoGenerationOptions.AllowBackgroundResponses"/> let the call end
    /// before it; then there are no contents. Null when the videos are there.
    /// </summary>
    public ResponseContinuationToken? ContinuationToken { get; set; }

    /// <summary>More about the call; the <see cref="RoutingReport"/> among it.</summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; set; }
}
