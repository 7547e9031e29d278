using InferenceProviders.Tasks;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>The parameters of summarization.</summary>
public class SummarizationOptions : InferenceTaskOptions
{
    /// <summary>
    /// Whether superfluous spaces are removed (<c>clean_up_tokenization_spaces</c>). Null for the model's own default.
    /// </summary>
    public bool? CleanUpTokenizationSpaces { get; set; }

    /// <summary>
    /// What is cut from a text that is too long: <c>do_not_truncate</c>, <c>longest_first</c>, <c>only_first</c> or
    /// <c>only_second</c> (<c>truncation</c>). Null for the model's own default.
    /// </summary>
    public string? Truncation { get; set; }

    /// <summary>
    /// How the text is generated (<c>generate_parameters</c>): <c>max_length</c>, <c>num_beams</c>, … Null for none.
    /// </summary>
    public AdditionalPropertiesDictionary? GenerateParameters { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["clean_up_tokenization_spaces"] = CleanUpTokenizationSpaces;
        parameters["truncation"] = Truncation;
        parameters["generate_parameters"] = GenerateParameters;
    }
}
