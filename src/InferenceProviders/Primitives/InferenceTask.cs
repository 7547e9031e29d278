namespace InferenceProviders;

/// <summary>
/// A task by the name that the Hub gives it (<c>text-to-image</c>, <c>feature-extraction</c>, …; chat completion is
/// <c>conversational</c>). The names are those of "Inference Providers: API Reference". Equality ignores case.
/// </summary>
public readonly struct InferenceTask : IEquatable<InferenceTask>
{
    private readonly string? _name;

    /// <summary>A task by its Hub name.</summary>
    /// <param name="name">The name, as in the Hub's mapping: <c>text-to-image</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public InferenceTask(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _name = name;
    }

    /// <summary>Chat completion.</summary>
    public static InferenceTask Conversational { get; } = new("conversational");

    /// <summary>Raw text completion.</summary>
    public static InferenceTask TextGeneration { get; } = new("text-generation");

    /// <summary>Embeddings.</summary>
    public static InferenceTask FeatureExtraction { get; } = new("feature-extraction");

    /// <summary>How similar sentences are.</summary>
    public static InferenceTask SentenceSimilarity { get; } = new("sentence-similarity");

    /// <summary>The order of documents by how well they answer a query.</summary>
    public static InferenceTask TextRanking { get; } = new("text-ranking");

    /// <summary>An image from a text.</summary>
    public static InferenceTask TextToImage { get; } = new("text-to-image");

    /// <summary>An image from an image, with or without a text.</summary>
    public static InferenceTask ImageToImage { get; } = new("image-to-image");

    /// <summary>An image from a text, and images where there are some.</summary>
    public static InferenceTask ImageTextToImage { get; } = new("image-text-to-image");

    /// <summary>A video from a text.</summary>
    public static InferenceTask TextToVideo { get; } = new("text-to-video");

    /// <summary>A video that begins with an image, with or without a text.</summary>
    public static InferenceTask ImageToVideo { get; } = new("image-to-video");

    /// <summary>A video from a text, and an image where there is one.</summary>
    public static InferenceTask ImageTextToVideo { get; } = new("image-text-to-video");

    /// <summary>Text from speech.</summary>
    public static InferenceTask AutomaticSpeechRecognition { get; } = new("automatic-speech-recognition");

    /// <summary>Speech from a text.</summary>
    public static InferenceTask TextToSpeech { get; } = new("text-to-speech");

    /// <summary>Music or sounds from a text.</summary>
    public static InferenceTask TextToAudio { get; } = new("text-to-audio");

    /// <summary>Labels for a text.</summary>
    public static InferenceTask TextClassification { get; } = new("text-classification");

    /// <summary>Labels for the words of a text.</summary>
    public static InferenceTask TokenClassification { get; } = new("token-classification");

    /// <summary>Labels of the caller's own for a text.</summary>
    public static InferenceTask ZeroShotClassification { get; } = new("zero-shot-classification");

    /// <summary>Words for a gap in a text.</summary>
    public static InferenceTask FillMask { get; } = new("fill-mask");

    /// <summary>Answers out of a text.</summary>
    public static InferenceTask QuestionAnswering { get; } = new("question-answering");

    /// <summary>Answers out of a table.</summary>
    public static InferenceTask TableQuestionAnswering { get; } = new("table-question-answering");

    /// <summary>A shorter text.</summary>
    public static InferenceTask Summarization { get; } = new("summarization");

    /// <summary>A text in another language.</summary>
    public static InferenceTask Translation { get; } = new("translation");

    /// <summary>Labels for an image.</summary>
    public static InferenceTask ImageClassification { get; } = new("image-classification");

    /// <summary>Labels of the caller's own for an image.</summary>
    public static InferenceTask ZeroShotImageClassification { get; } = new("zero-shot-image-classification");

    /// <summary>Masks of what is in an image.</summary>
    public static InferenceTask ImageSegmentation { get; } = new("image-segmentation");

    /// <summary>Boxes around what is in an image.</summary>
    public static InferenceTask ObjectDetection { get; } = new("object-detection");

    /// <summary>A caption of an image, or the text on it.</summary>
    public static InferenceTask ImageToText { get; } = new("image-to-text");

    /// <summary>Answers out of the image of a document.</summary>
    public static InferenceTask DocumentQuestionAnswering { get; } = new("document-question-answering");

    /// <summary>Answers out of an image.</summary>
    public static InferenceTask VisualQuestionAnswering { get; } = new("visual-question-answering");

    /// <summary>Labels for a piece of audio.</summary>
    public static InferenceTask AudioClassification { get; } = new("audio-classification");

    /// <summary>Audio from audio: cleaned, or taken apart.</summary>
    public static InferenceTask AudioToAudio { get; } = new("audio-to-audio");

    /// <summary>Labels for the rows of a table.</summary>
    public static InferenceTask TabularClassification { get; } = new("tabular-classification");

    /// <summary>Numbers for the rows of a table.</summary>
    public static InferenceTask TabularRegression { get; } = new("tabular-regression");

    /// <summary>The Hub's name.</summary>
    public string Name => _name ?? "";

    /// <summary>Whether its results are images, videos or audio.</summary>
    internal bool MakesFiles =>
        this == TextToImage || this == ImageToImage || this == ImageTextToImage || this == TextToVideo
        || this == ImageToVideo || this == ImageTextToVideo || this == TextToSpeech || this == TextToAudio
        || this == AudioToAudio || this == ImageSegmentation;

    /// <inheritdoc/>
    public bool Equals(InferenceTask other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InferenceTask other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <summary>Whether two tasks have the same name.</summary>
    public static bool operator ==(InferenceTask left, InferenceTask right) => left.Equals(right);

    /// <summary>Whether two tasks have different names.</summary>
    public static bool operator !=(InferenceTask left, InferenceTask right) => !left.Equals(right);

    /// <summary>The Hub's name.</summary>
    public override string ToString() => Name;
}
