using InferenceProviders.Tasks;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// The parameters of <c>GenerateAudioAsync</c>. Length, steps and seed have names of the model's own: use additional
/// properties.
/// </summary>
public sealed class AudioGenerationOptions : QueuedTaskOptions
{
    /// <summary>
    /// How the audio is generated (<c>generation_parameters</c>): <c>temperature</c>, <c>do_sample</c>, … Null for
    /// none.
    /// </summary>
    public AdditionalPropertiesDictionary? GenerationParameters { get; set; }

    private protected override void AddTo(WireBody parameters) =>
        parameters["generation_parameters"] = GenerationParameters;
}
