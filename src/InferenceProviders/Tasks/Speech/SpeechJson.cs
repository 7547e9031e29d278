using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceProviders.Tasks.Speech;

/// <summary>The contracts of what a transcript has in its additional properties.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TranscriptSegment[]))]
internal sealed partial class SpeechJson : JsonSerializerContext;
