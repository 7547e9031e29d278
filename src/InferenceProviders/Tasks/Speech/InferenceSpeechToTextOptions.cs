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
        AllowBackgroundResponses = other.AllowBackgroundResponses;
        ContinuationToken = other.ContinuationToken;
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

    /// <summary>Receives how far a queued job is. Null for none.</summary>
    public IProgress<InferenceProgress>? Progress { get; set; }

    /// <summary>
    /// Whether the call may end before the provider has finished: it then ends as soon as the job is queued, with a
    /// token (<see cref="ContinuationExtensions.GetContinuationToken(SpeechToTextResponse)"/>) and nothing else. With
    /// <see cref="ContinuationToken"/>, it looks once. Default: no, the call waits. Providers that do not queue answer
    /// as usual.
    /// </summary>
    public bool? AllowBackgroundResponses { get; set; }

    /// <summary>
    /// Goes on with the job of an earlier call, in this process or another one: the same call with the token waits for
    /// the result, or looks once where <see cref="AllowBackgroundResponses"/> is true. Nothing is submitted; the wait
    /// can be canceled without harm to the job (<see cref="InferenceRouterJobExtensions.CancelJobAsync"/> cancels the
    /// job). The token is good with the same key of the same provider only. Null: a new job.
    /// </summary>
    public ResponseContinuationToken? ContinuationToken { get; set; }

    /// <inheritdoc/>
    public override SpeechToTextOptions Clone() => new InferenceSpeechToTextOptions(this);
}
