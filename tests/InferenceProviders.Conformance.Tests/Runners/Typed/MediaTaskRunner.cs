using System.Buffers.Binary;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;

namespace InferenceProviders.Conformance.Runners.Typed;

/// <summary>The tasks about images and audio.</summary>
internal sealed class MediaTaskRunner : TypedRunner
{
    public MediaTaskRunner()
    {
        Add("imageClassification", async (a, router, token) => Labels(await router.ClassifyImageAsync(
            await a.MediaAsync("image", token), a.Model,
            new ClassificationOptions { AdditionalProperties = a.Parameters() }, a.Provider, token)));
        Add("zeroShotImageClassification", async (a, router, token) => Labels(await router.ZeroShotClassifyImageAsync(
            await a.MediaAsync("image", token), a.Labels("candidate_labels"), a.Model,
            new ZeroShotOptions { AdditionalProperties = a.Parameters("candidate_labels") }, a.Provider, token)));
        Add("objectDetection", async (a, router, token) => List(
            await router.DetectObjectsAsync(
                await a.MediaAsync("image", token), a.Model,
                new ObjectDetectionOptions { AdditionalProperties = a.Parameters() }, a.Provider, token), Detected));
        Add("imageSegmentation", async (a, router, token) => List(
            await router.SegmentImageAsync(
                await a.MediaAsync("image", token), a.Model,
                new ImageSegmentationOptions { AdditionalProperties = a.Parameters() }, a.Provider, token),
            mask => Mask(mask, IsPython(a))));
        Add("imageToText", async (a, router, token) => new JsonObject
        {
            ["generated_text"] = (await router.DescribeImageAsync(
                await a.MediaAsync("image", token), a.Model,
                new ImageToTextOptions { AdditionalProperties = a.Parameters() }, a.Provider, token)).Text,
        });
        Add("documentQuestionAnswering",
            async (a, router, token) => Answers(a, await router.AnswerDocumentQuestionAsync(
            await a.MediaAsync("image", token), a.Text("question"), a.Model,
            new QuestionAnsweringOptions { AdditionalProperties = a.Parameters() }, a.Provider, token)));
        Add("visualQuestionAnswering", async (a, router, token) => Answers(a, await router.AnswerVisualQuestionAsync(
            await a.MediaAsync("image", token), a.Text("question"), a.Model,
            new VisualQuestionAnsweringOptions { AdditionalProperties = a.Parameters() }, a.Provider, token)));
        Add("audioClassification", async (a, router, token) => Labels(await router.ClassifyAudioAsync(
            await a.MediaAsync("audio", token), a.Model,
            new ClassificationOptions { AdditionalProperties = a.Parameters() }, a.Provider, token)));
        Add("audioToAudio", async (a, router, token) => List(
            await router.TransformAudioAsync(
                await a.MediaAsync("audio", token), a.Model,
                new AudioToAudioOptions { AdditionalProperties = a.Parameters() }, a.Provider, token),
            track => Track(track, IsPython(a))));
    }

    protected override string[] InputNames { get; } = ["image", "audio", "question"];

    /// <summary>The caption once: the JavaScript client repeats it under an older name on one provider.</summary>
    public override JsonNode? Expected(Wire.WireCase wireCase)
    {
        var expected = base.Expected(wireCase);
        if (expected is JsonObject text && text["generated_text"] is not null)
        {
            text.Remove("generatedText");
        }

        return expected;
    }

    /// <summary>The JavaScript client gives the first answer only.</summary>
    private static JsonNode? Answers(TypedArguments arguments, InferenceResults<ExtractedAnswer> answers) =>
        IsPython(arguments) ? List(answers, Answer) : answers is [var first, ..] ? Answer(first) : null;

    private static JsonObject Detected(DetectedObject found) => new()
    {
        ["label"] = found.Label,
        ["score"] = found.Score,
        ["box"] = new JsonObject
        {
            ["xmin"] = found.Box.XMin,
            ["ymin"] = found.Box.YMin,
            ["xmax"] = found.Box.XMax,
            ["ymax"] = found.Box.YMax,
        },
    };

    private static JsonObject Mask(ImageMask mask, bool asPicture)
    {
        var png = mask.Mask.Data.Span;
        var shown = new JsonObject { ["label"] = mask.Label };
        shown["mask"] = asPicture
            ? new JsonObject
            {
                ["$image"] = new JsonObject
                {
                    ["size"] = new JsonArray(
                        BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..])),
                    ["format"] = png[1..4].SequenceEqual("PNG"u8) ? "PNG" : "?",
                },
            }
            : Convert.ToBase64String(png);
        Set(shown, "score", mask.Score);
        return shown;
    }

    private static JsonObject Track(AudioTrack track, bool isPython) => isPython
        ? new()
        {
            ["blob"] = new JsonObject
            {
                ["$bytes"] = MultipartForm.Digest(track.Audio.Data.ToArray()).GetString(),
                ["length"] = track.Audio.Data.Length,
            },
            ["content_type"] = track.Audio.MediaType,
            ["label"] = track.Label,
        }
        : new()
        {
            ["blob"] = Convert.ToBase64String(track.Audio.Data.Span),
            ["content-type"] = track.Audio.MediaType,
            ["label"] = track.Label,
        };
}
