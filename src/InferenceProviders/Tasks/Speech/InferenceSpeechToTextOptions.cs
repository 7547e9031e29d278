using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// <see cref="SpeechToTextOptions"/> with the parameters of the task specification "Automatic Speech Recognition" as
/// properties. In plain options the same parameters go by their specified names into
/// <see cref="SpeechToTextOptions.AdditionalProperties"/>, and win over these.
/// </summary>
public sealed class InferenceSpeechToTextOptions : SpeechToTextOptions
{
    /// <summary>Creates options with nothing set.</summary>
    public InferenceSpeechToTextOptions()
    {
    }

    private InferenceSpeechToTextOptions(InferenceSpeechToTextOptions other)
        : base(other)
    {
        MediaType = other.MediaType;
        ReturnTimestamps = other.ReturnTimestamps;
        GenerationParameters = other.GenerationParameters is null ? null : new(other.GenerationParameters);
        Progress = other.Progress;
    }

    /// <summary>
    /// The type of the audio in a stream, for example <c>audio/webm;codecs=opus</c>. Default: found in its first bytes.
    /// </summary>
    public string? MediaType { get; set; }

    /// <summary>
    /// Whether to say when each piece was spoken (<c>return_timestamps</c>); see
    /// <see cref="SpeechToTextResponseExtensions.GetSegments(SpeechToTextResponse)"/>. Null for the model's own
    /// default.
    /// </summary>
    public bool? ReturnTimestamps { get; set; }

    /// <summary>
    /// How the text is generated (<c>generation_parameters</c>): <c>temperature</c>, <c>num_beams</c>,
    /// <c>max_new_tokens</c>, … Null for none.
    /// </summary>
    public AdditionalPropertiesDictionary? GenerationParameters { get; set; }

    /// <summary>Receives how far a queued job is. Null for nobody.</summary>
    public IProgress<InferenceProgress>? Progress { get; set; }

    /// <inheritdoc/>
    public override SpeechToTextOptions Clone() => new InferenceSpeechToTextOptions(this);
}
