using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of question answering about tables.</summary>
public sealed class TableQuestionAnsweringOptions : InferenceTaskOptions
{
    /// <summary>
    /// <c>do_not_pad</c>, <c>longest</c> or <c>max_length</c> (<c>padding</c>). Null for the model's own default.
    /// </summary>
    public string? Padding { get; set; }

    /// <summary>
    /// Whether rows are looked at one after the other: slower, but needed by models of conversations
    /// (<c>sequential</c>). Null for the model's own default.
    /// </summary>
    public bool? Sequential { get; set; }

    /// <summary>
    /// Whether a table that is too long is cut (<c>truncation</c>). Null for the model's own default.
    /// </summary>
    public bool? Truncation { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["padding"] = Padding;
        parameters["sequential"] = Sequential;
        parameters["truncation"] = Truncation;
    }
}
