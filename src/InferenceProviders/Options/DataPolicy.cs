namespace InferenceProviders;

/// <summary>
/// What is known of how a provider treats the data of calls, from its contract or its documentation: an entry of
/// <see cref="InferenceProvidersOptions.DataPolicies"/>. What is null is not known, and counts as no wherever
/// <see cref="RoutingOptions.Require"/> asks for it.
/// </summary>
public sealed record DataPolicy
{
    /// <summary>
    /// Every region that the data of a call may be processed in, in words of your own, such as <c>eu</c> and <c>us</c>.
    /// Null or empty: not known.
    /// </summary>
    public IList<string>? Regions { get; set; }

    /// <summary>
    /// How long prompts and answers are kept after the answer. Zero or more; <see cref="TimeSpan.Zero"/>: not at all;
    /// <see cref="Timeout.InfiniteTimeSpan"/>: for good; null: not known. The router refuses another negative value
    /// with an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>Whether prompts and answers are used for training. Null: not known.</summary>
    public bool? TrainsOnData { get; set; }

    /// <summary>
    /// How the weights of its models are quantized, such as <c>fp8</c> or <c>bf16</c>, unless
    /// <see cref="Quantizations"/> says otherwise. Null: not known.
    /// </summary>
    public string? Quantization { get; set; }

    /// <summary>How the weights of single models are quantized, by the model's id on the Hub.</summary>
    public IDictionary<string, string> Quantizations { get; set; } = new Dictionary<string, string>(
        StringComparer.OrdinalIgnoreCase);
}
