using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Generation;

/// <summary>What was made, in the order of the provider's answer.</summary>
/// <param name="Contents"><see cref="DataContent"/> or <see cref="UriContent"/>.</param>
/// <param name="Raw">The provider's JSON, where it answered with JSON.</param>
internal sealed record GenerationResult(IReadOnlyList<AIContent> Contents, RawJson? Raw);
