using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary><see cref="TextToSpeechOptions"/> for providers that queue.</summary>
public sealed class InferenceTextToSpeechOptions : TextToSpeechOptions
{
    /// <summary>Creates options with nothing set.</summary>
    public InferenceTextToSpeechOptions()
    {
    }

    private InferenceTextToSpeechOptions(InferenceTextToSpeechOptions other)
        : base(other)
    {
        Progress = other.Progress;
        AllowBackgroundResponses = other.AllowBackgroundResponses;
        ContinuationToken = other.ContinuationToken;
    }

    /// <summary>Receives the progress of a queued job.</summary>
    public IProgress<InferenceProgress>? Progress { get; set; }

    /// <summary>
    /// Whether the call may end before the provider has finished: it then ends as soon as the job is queued, with a
    /// token (<see cref="ContinuationExtensions.GetContinuationToken(TextToSpeechResponse)"/>) and nothing else. With
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
    public override TextToSpeechOptions Clone() => new InferenceTextToSpeechOptions(this);
}
