namespace InferenceProviders;

/// <summary>
/// What a call requires of how its data is treated, by the facts in
/// <see cref="InferenceProvidersOptions.DataPolicies"/>. A provider of which a required fact is not known is not asked.
/// What a router requires holds for every call; a call can require more, and not less.
/// </summary>
public sealed record DataRequirements
{
    /// <summary>
    /// The regions that data may be processed in: every region of the provider must be among them. Upper and lower case
    /// are the same. Null: any.
    /// </summary>
    public IList<string>? Regions { get; set; }

    /// <summary>
    /// The longest time that prompts and answers may be kept after the answer. Zero or more;
    /// <see cref="TimeSpan.Zero"/>: not at all; <see cref="Timeout.InfiniteTimeSpan"/>: for good. A router or a call
    /// refuses another negative value with an <see cref="ArgumentOutOfRangeException"/>. Null: any.
    /// </summary>
    public TimeSpan? MaxRetention { get; set; }

    /// <summary>Whether a provider that trains on prompts or answers is left out. Default: no.</summary>
    public bool? NoTraining { get; set; }

    /// <summary>
    /// The quantizations that the weights of the model may have, such as <c>bf16</c> and <c>fp8</c>. Null: any.
    /// </summary>
    public IList<string>? Quantizations { get; set; }
}
