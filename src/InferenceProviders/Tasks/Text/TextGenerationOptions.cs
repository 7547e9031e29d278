using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// Options of raw text completion, as in the task specification ("Text Generation" in the Inference Providers
/// documentation). Null leaves a choice to the provider. All are sent under their specified names; which of them are
/// honored depends on the provider.
/// </summary>
public sealed record TextGenerationOptions
{
    /// <summary>
    /// Which providers the call may use, what it may cost, and who pays. Null, or what is null in it: the router's own.
    /// </summary>
    public RoutingOptions? Routing { get; set; }

    /// <summary>
    /// The most tokens to generate; greater than zero. Sent as <c>max_tokens</c>, the name on completion routes. A call
    /// with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? MaxNewTokens { get; set; }

    /// <summary>
    /// Flattens (over 1) or sharpens (below 1) the distribution that tokens are drawn from. At least 0. A call with
    /// another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public float? Temperature { get; set; }

    /// <summary>
    /// Only the most likely tokens that together have this probability are drawn from; from 0 to 1. A call with
    /// another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public float? TopP { get; set; }

    /// <summary>
    /// Only this many of the most likely tokens are drawn from; greater than zero. A call with another value throws an
    /// <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? TopK { get; set; }

    /// <summary>
    /// The mass for typical decoding (https://arxiv.org/abs/2202.00666). From 0 to 1. A call with another value throws
    /// an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public float? TypicalP { get; set; }

    /// <summary>Texts at which generation ends. Null for none.</summary>
    public IList<string>? Stop { get; set; }

    /// <summary>
    /// Makes sampling repeatable, where the provider can: any number is a seed. Null, the default: another one in each
    /// call.
    /// </summary>
    public long? Seed { get; set; }

    /// <summary>
    /// 1 is none; over 1 makes tokens that occurred less likely (https://arxiv.org/pdf/1909.05858.pdf). At least 0. A
    /// call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public float? RepetitionPenalty { get; set; }

    /// <summary>
    /// Makes tokens less likely the more often they occurred. A finite number; OpenAI-style servers take -2 to 2. A
    /// call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public float? FrequencyPenalty { get; set; }

    /// <summary>Whether tokens are drawn, rather than the most likely one taken.</summary>
    public bool? DoSample { get; set; }

    /// <summary>Whether the answer begins with the prompt.</summary>
    public bool? ReturnFullText { get; set; }

    /// <summary>
    /// Generates this many texts and returns the most likely one; greater than zero. A call with another value throws
    /// an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? BestOf { get; set; }

    /// <summary>
    /// Cuts the prompt to this many tokens; greater than zero. A call with another value throws an
    /// <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? Truncate { get; set; }

    /// <summary>
    /// Returns this many alternatives for each token, in the raw answer; greater than zero. A call with another value
    /// throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? TopNTokens { get; set; }

    /// <summary>Returns details of the generation, in the raw answer.</summary>
    public bool? Details { get; set; }

    /// <summary>Returns ids and log probabilities of the prompt's tokens, in the raw answer.</summary>
    public bool? DecoderInputDetails { get; set; }

    /// <summary>Marks the text (https://arxiv.org/abs/2301.10226).</summary>
    public bool? Watermark { get; set; }

    /// <summary>The id of a LoRA adapter that the server has loaded. Null for the model itself.</summary>
    public string? AdapterId { get; set; }

    /// <summary>
    /// What the text must follow: <c>{"type":"json","value":schema}</c>, <c>{"type":"regex","value":pattern}</c> or
    /// <c>{"type":"json_schema","value":…}</c>. Null for any text.
    /// </summary>
    public JsonElement? Grammar { get; set; }

    /// <summary>The model's name at an endpoint URL; servers of one model ignore it. Default: <c>tgi</c>.</summary>
    public string? EndpointModel { get; set; }

    /// <summary>
    /// Further fields of the request's body, by their wire names. They take the place of the options above. Null for
    /// none.
    /// </summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; set; }
}
