using System.Text.Json;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Speech;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>How responses of this library's clients are serialized as JSON.</summary>
public static class InferenceJsonUtilities
{
    /// <summary>
    /// The options of <see cref="AIJsonUtilities.DefaultOptions"/>, with the contracts of what this library puts into
    /// additional properties: <see cref="RoutingReport"/>, <see cref="RoutingOptions"/> and
    /// <see cref="TranscriptSegment"/>. Only programs without reflection for JSON need them (trimmed, native AOT), as
    /// the <c>JsonSerializerOptions</c> of a cache. Read-only.
    /// </summary>
    public static JsonSerializerOptions DefaultOptions { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions);

        // Behind the contracts of Microsoft.Extensions.AI, before the reflection that may be at the end.
        options.TypeInfoResolverChain.Insert(1, OwnJson.Default);
        options.TypeInfoResolverChain.Insert(2, SpeechJson.Default);
        options.MakeReadOnly();
        return options;
    }
}
