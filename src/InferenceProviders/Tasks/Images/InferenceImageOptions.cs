using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// <see cref="ImageGenerationOptions"/> with the parameters of the task specification "Text to Image" as properties.
/// Each is sent when it is set; a provider that has no place for one refuses the call with
/// <see cref="InferenceErrorKind.NotSupported"/>. A call with a value outside its range throws an
/// <see cref="ArgumentException"/>. In plain options the same parameters go by their specified names into
/// <see cref="ImageGenerationOptions.AdditionalProperties"/>, and win over these.
/// </summary>
public sealed class InferenceImageOptions : ImageGenerationOptions
{
    /// <summary>Creates options with nothing set.</summary>
    public InferenceImageOptions()
    {
    }

    private InferenceImageOptions(InferenceImageOptions other)
        : base(other)
    {
        StreamingCount = other.StreamingCount;
        NegativePrompt = other.NegativePrompt;
        GuidanceScale = other.GuidanceScale;
        Steps = other.Steps;
        Seed = other.Seed;
        Scheduler = other.Scheduler;
        Strength = other.Strength;
        Progress = other.Progress;
        AllowBackgroundResponses = other.AllowBackgroundResponses;
        ContinuationToken = other.ContinuationToken;
    }

    /// <summary>What not to include (<c>negative_prompt</c>). Null for nothing in particular.</summary>
    public string? NegativePrompt { get; set; }

    /// <summary>
    /// How closely to follow the prompt; too much gives artifacts (<c>guidance_scale</c>). A finite number. Null for
    /// the model's own default.
    /// </summary>
    public double? GuidanceScale { get; set; }

    /// <summary>
    /// The number of denoising steps, greater than zero; more are slower and usually better
    /// (<c>num_inference_steps</c>). Null for the model's own default.
    /// </summary>
    public int? Steps { get; set; }

    /// <summary>
    /// The seed of the random number generator, any number (<c>seed</c>). Null for another in each call.
    /// </summary>
    public long? Seed { get; set; }

    /// <summary>
    /// A scheduler that the model is compatible with (<c>scheduler</c>). Null for the model's own default.
    /// </summary>
    public string? Scheduler { get; set; }

    /// <summary>
    /// How much of the original image may change, from 0 to 1, where a model has it (<c>strength</c>). Null for the
    /// model's own default.
    /// </summary>
    public double? Strength { get; set; }

    /// <summary>Receives how far a queued job is. Null for none.</summary>
    public IProgress<InferenceProgress>? Progress { get; set; }

    /// <summary>
    /// Whether the call may end before the provider has finished: it then ends as soon as the job is queued, with a
    /// token (<see cref="ContinuationExtensions.GetContinuationToken(ImageGenerationResponse)"/>) and nothing else.
    /// With <see cref="ContinuationToken"/>, it looks once. Default: no, the call waits. Providers that do not queue
    /// answer as usual.
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
    public override ImageGenerationOptions Clone() => new InferenceImageOptions(this);
}
