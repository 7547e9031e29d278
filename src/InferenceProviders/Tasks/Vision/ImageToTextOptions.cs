using InferenceProviders.Tasks;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>The parameters of image to text.</summary>
public sealed class ImageToTextOptions : InferenceTaskOptions
{
    /// <summary>
    /// The longest text, in tokens; greater than zero (<c>max_new_tokens</c>). Null for the model's own default. A call
    /// with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? MaxNewTokens { get; set; }

    /// <summary>
    /// How the text is generated (<c>generation_parameters</c>): <c>temperature</c>, <c>num_beams</c>, … Null for none.
    /// </summary>
    public AdditionalPropertiesDictionary? GenerationParameters { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["max_new_tokens"] = Positive(MaxNewTokens, nameof(MaxNewTokens));
        parameters["generation_parameters"] = GenerationParameters;
    }
}
