using System.Drawing;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Parameters;

/// <summary>
/// A call of one task with options of which a single one is set: by its property, or, where there is none, by its
/// specified name.
/// </summary>
internal sealed class TaskCall
{
    private static readonly DataContent Image = new(Files.Png, "image/png");
    private static readonly DataContent Audio = new(Files.Wav, "audio/wav");

    /// <summary>A value of each parameter, as JSON.</summary>
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["aggregation_strategy"] = "\"simple\"", ["align_to_words"] = "false",
            ["candidate_labels"] = """["red","blue"]""", ["clean_up_tokenization_spaces"] = "true", ["count"] = "2",
        ["doc_stride"] = "16", ["duration"] = "5", ["function_to_apply"] = "\"softmax\"",
            ["generate_parameters"] = """{"num_beams":3}""", ["generation_parameters"] = """{"num_beams":3}""",
        ["guidance_scale"] = "3.5", ["handle_impossible_answer"] = "true", ["hypothesis_template"] = "\"About {}.\"",
            ["ignore_labels"] = """["O"]""", ["lang"] = "\"fr\"",
        ["language"] = "\"fr\"", ["mask_threshold"] = "0.25", ["max_answer_len"] = "9", ["max_new_tokens"] = "9",
            ["max_question_len"] = "9", ["max_seq_len"] = "9",
            ["max_tokens_per_doc"] = "512", ["truncate"] = "true", ["multi_label"] = "true",
        ["negative_prompt"] = "\"fog\"", ["normalize"] = "true", ["num_frames"] = "96", ["num_inference_steps"] = "7",
            ["overlap_mask_area_threshold"] = "0.25", ["padding"] = "\"longest\"",
        ["prompt"] = "\"a cat\"", ["response_format"] = "\"mp3\"", ["return_timestamps"] = "true",
            ["scheduler"] = "\"euler\"", ["seed"] = "42", ["sequential"] = "true", ["speed"] = "1.5",
        ["src_lang"] = "\"fr\"", ["strength"] = "0.25", ["stride"] = "2", ["subtask"] = "\"semantic\"",
            ["target_size"] = """{"width":640,"height":384}""", ["targets"] = """["cat"]""",
        ["tgt_lang"] = "\"de\"", ["threshold"] = "0.25", ["top_k"] = "3", ["voice"] = "\"alto\"",
            ["width,height"] = """{"width":640,"height":384}""", ["word_boxes"] = """["a",[0,0,1,1]]""",
    };

    /// <summary>The properties whose names are not those of their parameters.</summary>
    private static readonly Dictionary<string, string[]> Properties = new()
    {
        ["doc_stride"] = ["DocumentStride"], ["lang"] = ["Language"], ["language"] = ["SpeechLanguage", "Language"],
            ["max_answer_len"] = ["MaxAnswerLength"],
        ["max_question_len"] = ["MaxQuestionLength"], ["max_seq_len"] = ["MaxSequenceLength"],
            ["max_tokens_per_doc"] = ["MaxTokensPerDocument"],
            ["num_frames"] = ["FrameCount"], ["num_inference_steps"] = ["Steps"],
        ["response_format"] = ["AudioFormat"], ["src_lang"] = ["SourceLanguage"],
            ["target_size"] = ["ImageSize", "VideoSize"], ["tgt_lang"] = ["TargetLanguage"],
        ["voice"] = ["VoiceId"], ["width,height"] = ["ImageSize"],
    };

    /// <summary>
    /// Properties that are no parameters: where the answer goes, how much of it is kept, who makes it, what the
    /// provider adds.
    /// </summary>
    private static readonly string[] NotParameters =
        ["AdditionalProperties", "AllowBackgroundResponses", "ContinuationToken", "ModelId", "Progress",
            "RawRepresentationFactory", "ResponseFormat", "ReturnDocuments", "Routing", "TopN"];

    /// <summary>Properties that no provider has a parameter for; other tests show that they are refused.</summary>
    private static readonly string[] RefusedEverywhere = [
        "StreamingCount", "TextLanguage", "SpeechSampleRate", "Pitch", "Volume"];

    private TaskCall(object options, Func<InferenceRouter, string, Task> run)
    {
        Options = options;
        Run = run;
    }

    public object Options { get; }

    /// <summary>Makes the call at a provider.</summary>
    public Func<InferenceRouter, string, Task> Run { get; }

    /// <summary>Arguments of every call, which are parameters on the wire.</summary>
    public static bool IsArgument(string parameter) => parameter is "prompt" or "candidate_labels";

    public static TaskCall Of(string task) => task switch
    {
        "audio-classification" =>
            Make<ClassificationOptions>(
                (router, options, provider) => router.ClassifyAudioAsync(Audio, MediaServer.Model, options, provider)),
        "audio-to-audio" =>
            Make<AudioToAudioOptions>(
                (router, options, provider) => router.TransformAudioAsync(Audio, MediaServer.Model, options, provider)),
        "automatic-speech-recognition" =>
            Make<InferenceSpeechToTextOptions>(
                (router, options, provider) => router.TranscribeAsync(Audio, MediaServer.Model, options, provider)),
        "document-question-answering" =>
            Make<QuestionAnsweringOptions>(
                (router, options, provider) =>
                    router.AnswerDocumentQuestionAsync(Image, "Who?", MediaServer.Model, options, provider)),
        "fill-mask" =>
            Make<FillMaskOptions>(
                (router, options, provider) => router.FillMaskAsync("[MASK]", MediaServer.Model, options, provider)),
        "image-classification" =>
            Make<ClassificationOptions>(
                (router, options, provider) => router.ClassifyImageAsync(Image, MediaServer.Model, options, provider)),
        "image-segmentation" =>
            Make<ImageSegmentationOptions>(
                (router, options, provider) => router.SegmentImageAsync(Image, MediaServer.Model, options, provider)),
        "image-text-to-image" or "image-to-image" =>
            Make<InferenceImageOptions>(
                (router, options, provider) =>
                    router.AsIImageGenerator(MediaServer.Model, provider).EditImageAsync(Image, "a cat", options)),
        "image-text-to-video" or "image-to-video" =>
            Make<VideoGenerationOptions>(
                (router, options, provider) =>
                    router.AsIVideoGenerator(MediaServer.Model, provider).AnimateImageAsync(Image, "a cat", options)),
        "image-to-text" =>
            Make<ImageToTextOptions>(
                (router, options, provider) => router.DescribeImageAsync(Image, MediaServer.Model, options, provider)),
        "object-detection" =>
            Make<ObjectDetectionOptions>(
                (router, options, provider) => router.DetectObjectsAsync(Image, MediaServer.Model, options, provider)),
        "question-answering" =>
            Make<QuestionAnsweringOptions>(
                (router, options, provider) =>
                    router.AnswerQuestionAsync("Who?", "NoCandidate.", MediaServer.Model, options, provider)),
        "sentence-similarity" =>
            Make<SentenceSimilarityOptions>(
                (router, options, provider) =>
                    router.CompareSentencesAsync("a", ["b"], MediaServer.Model, options, provider)),
        "summarization" =>
            Make<SummarizationOptions>(
                (router, options, provider) => router.SummarizeAsync("A text.", MediaServer.Model, options, provider)),
        "table-question-answering" =>
            Make<TableQuestionAnsweringOptions>(
                (router, options, provider) =>
                    router.AnswerTableQuestionAsync(
                        "Who?", new() { ["a"] = ["1"] }, MediaServer.Model, options, provider)),
        "tabular-classification" =>
            Make<TabularOptions>(
                (router, options, provider) =>
                    router.ClassifyTableAsync(new() { ["a"] = ["1"] }, MediaServer.Model, options, provider)),
        "tabular-regression" =>
            Make<TabularOptions>(
                (router, options, provider) =>
                    router.PredictTableAsync(new() { ["a"] = ["1"] }, MediaServer.Model, options, provider)),
        "text-classification" =>
            Make<ClassificationOptions>(
                (router, options, provider) =>
                    router.ClassifyTextAsync("A text.", MediaServer.Model, options, provider)),
        "text-ranking" =>
            Make<RerankOptions>(
                (router, options, provider) =>
                    router.RerankAsync("Who?", ["A text."], MediaServer.Model, options, provider)),
        "text-to-audio" =>
            Make<AudioGenerationOptions>(
                (router, options, provider) => router.GenerateAudioAsync("rain", MediaServer.Model, options, provider)),
        "text-to-image" =>
            Make<InferenceImageOptions>(
                (router, options, provider) =>
                    router.AsIImageGenerator(MediaServer.Model, provider).GenerateImagesAsync("a cat", options)),
        "text-to-speech" =>
            Make<TextToSpeechOptions>(
                (router, options, provider) =>
                    router.AsITextToSpeechClient(MediaServer.Model, provider).GetAudioAsync("Hello", options)),
        "text-to-video" =>
            Make<VideoGenerationOptions>(
                (router, options, provider) =>
                    router.AsIVideoGenerator(MediaServer.Model, provider).GenerateVideoAsync("a cat", options)),
        "token-classification" =>
            Make<TokenClassificationOptions>(
                (router, options, provider) =>
                    router.ClassifyTokensAsync("A text.", MediaServer.Model, options, provider)),
        "translation" =>
            Make<TranslationOptions>(
                (router, options, provider) => router.TranslateAsync("A text.", MediaServer.Model, options, provider)),
        "visual-question-answering" =>
            Make<VisualQuestionAnsweringOptions>(
                (router, options, provider) =>
                    router.AnswerVisualQuestionAsync(Image, "Who?", MediaServer.Model, options, provider)),
        "zero-shot-classification" =>
            Make<ZeroShotOptions>(
                (router, options, provider) =>
                    router.ZeroShotClassifyAsync("A text.", ["red", "blue"], MediaServer.Model, options, provider)),
        "zero-shot-image-classification" =>
            Make<ZeroShotOptions>(
                (router, options, provider) =>
                    router.ZeroShotClassifyImageAsync(Image, ["red", "blue"], MediaServer.Model, options, provider)),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, "There is no call of this task here."),
    };

    /// <summary>Sets a parameter, and gives its value as JSON.</summary>
    public string Set(string task, string parameter)
    {
        var json = parameter switch
        {
            "media_type" => task.EndsWith("video", StringComparison.Ordinal) ? "\"video/mp4\"" : "\"image/jpeg\"",
            "truncation" => task == "table-question-answering" ? "true" : "\"only_first\"",
            _ => Samples[parameter],
        };
        if (IsArgument(parameter))
        {
            return json;
        }

        if (Property(parameter) is { } property)
        {
            property.SetValue(
                Options, Value(json, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        }
        else
        {
            Options.GetType().GetProperty("AdditionalProperties")!.SetValue(
                Options, new AdditionalPropertiesDictionary { [parameter] = JsonElement.Parse(json) });
        }

        return json;
    }

    /// <summary>The properties that no parameter of the list sets.</summary>
    public IEnumerable<string> Unlisted(IEnumerable<string> parameters) =>
        Options.GetType().GetProperties().Where(property => property.CanWrite).Select(property => property.Name)
            .Except(parameters.Select(parameter => Property(parameter)?.Name).OfType<string>())
            .Except(NotParameters)
            .Except(RefusedEverywhere);

    private static TaskCall Make<T>(Func<InferenceRouter, T, string, Task> run)
        where T : new()
    {
        var options = new T();
        return new TaskCall(options, (router, provider) => run(router, options, provider));
    }

    private PropertyInfo? Property(string parameter) =>
        Properties.GetValueOrDefault(
            parameter, [string.Concat(parameter.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))])
            .Select(name => Options.GetType().GetProperty(name)).FirstOrDefault(property => property is not null);

    private static object? Value(string json, Type type)
    {
        var value = JsonElement.Parse(json);
        return type == typeof(Size)
            ? new Size(value.GetProperty("width").GetInt32(), value.GetProperty("height").GetInt32())
            : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(value.GetInt32())
            : value.Deserialize(type);
    }
}
