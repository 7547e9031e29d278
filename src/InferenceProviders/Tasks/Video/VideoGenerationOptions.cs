using System.Drawing;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// How a video is made. The parameters are those of the task specification "Text to Video" in the Inference Providers
/// documentation. Each is sent when it is set; a provider that has no place for one refuses the call with
/// <see cref="InferenceErrorKind.NotSupported"/>. A call with a value outside its range throws an
/// <see cref="ArgumentException"/>.
/// </summary>
public class VideoGenerationOptions
{
    /// <summary>Creates options with nothing set.</summary>
    public VideoGenerationOptions()
    {
    }

    /// <summary>Copies options; the additional properties are copied one by one.</summary>
    /// <param name="other">Null for empty options.</param>
    protected VideoGenerationOptions(VideoGenerationOptions? other)
    {
        if (other is null)
        {
            return;
        }

        ModelId = other.ModelId;
        VideoSize = other.VideoSize;
        FrameCount = other.FrameCount;
        Duration = other.Duration;
        Count = other.Count;
        NegativePrompt = other.NegativePrompt;
        GuidanceScale = other.GuidanceScale;
        Steps = other.Steps;
        Seed = other.Seed;
        MediaType = other.MediaType;
        ResponseFormat = other.ResponseFormat;
        Routing = other.Routing;
        Progress = other.Progress;
        AllowBackgroundResponses = other.AllowBackgroundResponses;
        ContinuationToken = other.ContinuationToken;
        RawRepresentationFactory = other.RawRepresentationFactory;
        AdditionalProperties = other.AdditionalProperties?.Clone();
    }

    /// <summary>A model in place of the generator's own. Null for the generator's.</summary>
    public string? ModelId { get; set; }

    /// <summary>
    /// Width and height in pixels (<c>target_size</c>). A hint: models that have fixed sizes take their nearest one or
    /// ignore it, as the specification says. Greater than zero both ways. Null for the model's own default.
    /// </summary>
    public Size? VideoSize { get; set; }

    /// <summary>
    /// The number of frames, greater than zero (<c>num_frames</c>). Null for the model's own default. A call with
    /// another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? FrameCount { get; set; }

    /// <summary>
    /// The length, for models that take seconds (<c>duration</c>). Greater than zero. Null for the model's own default.
    /// A call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>
    /// How many videos; greater than zero. Most providers make one a request. Null for one. A call with another value
    /// throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? Count { get; set; }

    /// <summary>What not to include (<c>negative_prompt</c>). Null for nothing in particular.</summary>
    public string? NegativePrompt { get; set; }

    /// <summary>
    /// How closely to follow the prompt; too much gives artifacts (<c>guidance_scale</c>). A finite number. Null for
    /// the model's own default.
    /// </summary>
    public double? GuidanceScale { get; set; }

    /// <summary>
    /// The number of denoising steps, greater than zero (<c>num_inference_steps</c>). Null for the model's own default.
    /// </summary>
    public int? Steps { get; set; }

    /// <summary>
    /// The seed of the random number generator, any number (<c>seed</c>). Null for another in each call.
    /// </summary>
    public long? Seed { get; set; }

    /// <summary>
    /// The file type, where the provider lets it be chosen: <c>video/mp4</c>, <c>video/webm</c>. Null for the
    /// provider's choice.
    /// </summary>
    public string? MediaType { get; set; }

    /// <summary>Bytes or a URL. Default: bytes.</summary>
    public VideoGenerationResponseFormat? ResponseFormat { get; set; }

    /// <summary>
    /// Which providers the call may use, what it may cost, and who pays. Null, or what is null in it: the router's own.
    /// </summary>
    public RoutingOptions? Routing { get; set; }

    /// <summary>Receives how far the job is. Null for none.</summary>
    public IProgress<InferenceProgress>? Progress { get; set; }

    /// <summary>
    /// Whether the call may end before the provider has finished: it then ends as soon as the job is queued, with a
    /// token (<see cref="VideoGenerationResponse.ContinuationToken"/>) and nothing else. With
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

    /// <summary>
    /// Gives a <see cref="System.Text.Json.Nodes.JsonObject"/> whose fields go into the request's body and win over
    /// everything else there. It is called once a request, with the generator. Null for none.
    /// </summary>
    public Func<IVideoGenerator, object?>? RawRepresentationFactory { get; set; }

    /// <summary>
    /// Parameters of the provider's own, and canonical ones by their specified names; they win over the properties
    /// above. Null for none.
    /// </summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; set; }

    /// <summary>A copy that can be changed without changing this one.</summary>
    /// <returns>The copy.</returns>
    public virtual VideoGenerationOptions Clone() => new(this);
}
