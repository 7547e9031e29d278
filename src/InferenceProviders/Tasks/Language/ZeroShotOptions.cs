using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of classification by labels of the caller's own.</summary>
public sealed class ZeroShotOptions : InferenceTaskOptions
{
    /// <summary>
    /// The sentence that a label is tried in, with <c>{}</c> in its place: <c>This text is about {}.</c>
    /// (<c>hypothesis_template</c>) Null for the model's own default.
    /// </summary>
    public string? HypothesisTemplate { get; set; }

    /// <summary>
    /// Whether several labels can be true. If not, the scores of all labels add up to 1; if so, each is a probability
    /// of its own (<c>multi_label</c>, for texts). Null for the model's own default.
    /// </summary>
    public bool? MultiLabel { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["hypothesis_template"] = Template(HypothesisTemplate, nameof(HypothesisTemplate));
        parameters["multi_label"] = MultiLabel;
    }

    private static string? Template(string? template, string name) =>
        template?.Contains("{}", StringComparison.Ordinal) is false
            ? throw new ArgumentException("The template must contain '{}', which the label takes the place of.", name)
            : template;
}
