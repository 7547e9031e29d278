using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of translation.</summary>
public sealed class TranslationOptions : SummarizationOptions
{
    /// <summary>
    /// The text's language in the model's own notation (<c>en_XX</c>, <c>eng_Latn</c>); models of several languages
    /// need it (<c>src_lang</c>). Null for the model's own default.
    /// </summary>
    public string? SourceLanguage { get; set; }

    /// <summary>
    /// The language to translate into, in the model's own notation; models of several languages need it
    /// (<c>tgt_lang</c>). Null for the model's own default.
    /// </summary>
    public string? TargetLanguage { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["src_lang"] = SourceLanguage;
        parameters["tgt_lang"] = TargetLanguage;
        base.AddTo(parameters);
    }
}
