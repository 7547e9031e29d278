using InferenceProviders.Catalog;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Generation;

/// <summary>What was made, in the order of the provider's answer.</summary>
/// <param name="Contents"><see cref="DataContent"/> or <see cref="UriContent"/>.</param>
/// <param name="Raw">The provider's JSON, where it answered with JSON.</param>
/// <param name="Usage">The tokens that the provider counted, as OpenAI does; null when it did not.</param>
internal sealed record GenerationResult(IReadOnlyList<AIContent> Contents, RawJson? Raw, UsageDetails? Usage = null)
    : IMeasuredResult, ICountedResult
{
    string? ICountedResult.ModelId => null;

    /// <summary>Images are counted; how long a video is, only its file knows.</summary>
    RequestAmounts? IMeasuredResult.Amounts =>
        Contents.All(content => content is DataContent data ? data.HasTopLevelMediaType("image")
            : content is UriContent uri && uri.HasTopLevelMediaType("image"))
            ? new() { Images = Contents.Count }
            : null;
}
