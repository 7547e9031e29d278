using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of question answering about texts and documents.</summary>
public sealed class QuestionAnsweringOptions : InferenceTaskOptions
{
    /// <summary>
    /// How many answers to give, at most; greater than zero (<c>top_k</c>). Null for the model's own default. A call
    /// with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? TopK { get; set; }

    /// <summary>
    /// By how many tokens the pieces of a long text overlap; greater than zero (<c>doc_stride</c>). Null for the
    /// model's own default. A call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? DocumentStride { get; set; }

    /// <summary>
    /// The longest answer, in tokens; greater than zero (<c>max_answer_len</c>). Null for the model's own default. A
    /// call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? MaxAnswerLength { get; set; }

    /// <summary>
    /// The longest piece of text and question together, in tokens; greater than zero (<c>max_seq_len</c>). Null for the
    /// model's own default. A call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? MaxSequenceLength { get; set; }

    /// <summary>
    /// The longest question, in tokens; greater than zero. It is cut there (<c>max_question_len</c>). Null for the
    /// model's own default. A call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? MaxQuestionLength { get; set; }

    /// <summary>
    /// Whether "no answer" is an answer (<c>handle_impossible_answer</c>). Null for the model's own default.
    /// </summary>
    public bool? HandleImpossibleAnswer { get; set; }

    /// <summary>
    /// Whether answers begin and end with words, for languages with spaces (<c>align_to_words</c>, for texts). Null for
    /// the model's own default.
    /// </summary>
    public bool? AlignToWords { get; set; }

    /// <summary>
    /// The language that the text on a document is read in (<c>lang</c>, for documents). Null for the model's own
    /// default.
    /// </summary>
    public string? Language { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["top_k"] = Positive(TopK, nameof(TopK));
        parameters["doc_stride"] = Positive(DocumentStride, nameof(DocumentStride));
        parameters["max_answer_len"] = Positive(MaxAnswerLength, nameof(MaxAnswerLength));
        parameters["max_seq_len"] = Positive(MaxSequenceLength, nameof(MaxSequenceLength));
        parameters["max_question_len"] = Positive(MaxQuestionLength, nameof(MaxQuestionLength));
        parameters["handle_impossible_answer"] = HandleImpossibleAnswer;
        parameters["align_to_words"] = AlignToWords;
        parameters["lang"] = Language;
    }
}
