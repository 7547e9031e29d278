using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Language;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Tabular;

namespace InferenceProviders.Providers;

/// <summary>The typed tasks by the pipelines of HF Inference and of Inference Endpoints.</summary>
internal static class HFInferencePipelines
{
    /// <param name="path">The route; empty for an endpoint, which is its own.</param>
    /// <param name="similarityPath">The route of the one task that says in it what it is.</param>
    public static IEnumerable<TaskCodec> Create(string path, string similarityPath) =>
    [
        new PipelineCodec<ResultList<double>>(
            InferenceTask.SentenceSimilarity, similarityPath, SentenceSimilarity.Read),
        new PipelineCodec<ResultList<LabelScore>>(InferenceTask.TextClassification, path, LabelScore.ReadList),
        new PipelineCodec<ResultList<LabelScore>>(
            InferenceTask.ZeroShotClassification, path, ZeroShotClassification.Read),
        new PipelineCodec<ResultList<TokenLabel>>(InferenceTask.TokenClassification, path, TokenLabel.ReadList),
        new PipelineCodec<ResultList<MaskFilling>>(InferenceTask.FillMask, path, MaskFilling.ReadList),
        new PipelineCodec<ResultList<ExtractedAnswer>>(InferenceTask.QuestionAnswering, path, ExtractedAnswer.ReadList),
        new PipelineCodec<TableAnswer>(InferenceTask.TableQuestionAnswering, path, TableAnswer.Read),
        new PipelineCodec<GeneratedText>(InferenceTask.Summarization, path, GeneratedText.Read("summary_text")),
        new PipelineCodec<ResultList<GeneratedText>>(
            InferenceTask.Translation, path, GeneratedText.ReadList("translation_text")),
        new PipelineCodec<ResultList<LabelScore>>(InferenceTask.ImageClassification, path, LabelScore.ReadList),
        new PipelineCodec<ResultList<LabelScore>>(InferenceTask.ZeroShotImageClassification, path, LabelScore.ReadList),
        new PipelineCodec<ResultList<ImageMask>>(InferenceTask.ImageSegmentation, path, ImageMask.ReadList),
        new PipelineCodec<ResultList<DetectedObject>>(InferenceTask.ObjectDetection, path, DetectedObject.ReadList),
        new PipelineCodec<GeneratedText>(InferenceTask.ImageToText, path, GeneratedText.Read("generated_text")),
        new PipelineCodec<ResultList<ExtractedAnswer>>(
            InferenceTask.DocumentQuestionAnswering, path, ExtractedAnswer.ReadList),
        new PipelineCodec<ResultList<ExtractedAnswer>>(
            InferenceTask.VisualQuestionAnswering, path, ExtractedAnswer.ReadList),
        new PipelineCodec<ResultList<LabelScore>>(InferenceTask.AudioClassification, path, LabelScore.ReadList),
        new PipelineCodec<ResultList<AudioTrack>>(InferenceTask.AudioToAudio, path, AudioTrack.ReadList),
        new PipelineCodec<ResultList<string>>(InferenceTask.TabularClassification, path, TabularReader.Labels),
        new PipelineCodec<ResultList<double>>(InferenceTask.TabularRegression, path, TabularReader.Numbers),
    ];
}
