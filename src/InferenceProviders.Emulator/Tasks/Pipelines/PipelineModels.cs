using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Pipelines;

/// <summary>
/// The models behind HF Inference's pipelines: small, deterministic, and right about what can be known without weights.
/// </summary>
internal static class PipelineModels
{
    private static readonly Dictionary<string, Func<PipelineInput, JsonNode>> Models = new(StringComparer.Ordinal)
    {
        ["feature-extraction"] = Embed,
        ["sentence-similarity"] = Compare,
        ["text-classification"] = input => input.Json["inputs"] is JsonArray pairs ? RerankPipelines.RankPairs(pairs)
            : new JsonArray(TextPipelines.Mood(input.Text, Top(input))),
        ["text-ranking"] = RerankPipelines.Rank,
        ["zero-shot-classification"] = input =>
            Ranked(input.Labels(), label => TextPipelines.Fit(input.Text, label), int.MaxValue),
        ["token-classification"] = input => TextPipelines.Names(input.Text),
        ["fill-mask"] = input => TextPipelines.Fill(input.Text, Top(input)),
        ["question-answering"] = input =>
            TextPipelines.Answer(input.Fields.RequiredText("question"), input.Fields.RequiredText("context")),
        ["table-question-answering"] = TextPipelines.AnswerFromTable,
        ["summarization"] = input =>
            new JsonArray(new JsonObject { ["summary_text"] = TextPipelines.FirstSentence(input.Text) }),
        ["translation"] = input =>
            new JsonArray(
                [.. Texts.Read(input.Json, "inputs").Select(
                    text =>
                    (JsonNode)new JsonObject { ["translation_text"] = TextPipelines.Translate(
                        text, input.Parameters.Text("tgt_lang")) })]),
        ["image-classification"] = input =>
            Ranked([input.Image().Color ?? "unknown", "other"], label => label == "other" ? 0.1 : 0.9, Top(input)),
        ["zero-shot-image-classification"] = input =>
            Ranked(
                input.Labels(), label =>
                label.Contains(input.Image().Color ?? "?", StringComparison.OrdinalIgnoreCase)
                    ? 0.9
                    : 0.1, int.MaxValue),
        ["object-detection"] = Detect,
        ["image-segmentation"] = Segment,
        ["image-to-text"] = input => new JsonArray(new JsonObject { ["generated_text"] = input.Image().ToString() }),
        ["document-question-answering"] = input =>
            new JsonArray(new JsonObject { ["answer"] = See(input), ["score"] = 0.9, ["start"] = 0, ["end"] = 0 }),
        ["visual-question-answering"] = input =>
            new JsonArray(new JsonObject { ["answer"] = See(input), ["score"] = 0.9 }),
        ["automatic-speech-recognition"] = input => Voice.Listen(input.File("audio")),
        ["audio-classification"] = input =>
            Ranked(
                ["speech", "noise"], label =>
                (label == "speech") == (WavFile.Read(input.File("audio"))?.Comment is not null)
                    ? 0.9
                    : 0.1, Top(input)),
        ["audio-to-audio"] = input => new JsonArray(new JsonObject
        {
            ["label"] = "speech",
            ["content-type"] = "audio/wav",
            ["blob"] = Voice.Speak(Voice.Listen(input.File("audio"))["text"]!.GetValue<string>()).Base64,
        }),
        ["tabular-classification"] = input => TextPipelines.Rows(input, sum => (int)sum % 10),
        ["tabular-regression"] = input => TextPipelines.Rows(input, sum => sum),
    };

    /// <summary>The tasks that are served at a model's own route.</summary>
    public static IReadOnlySet<string> Tasks { get; } = Models.Keys.Append("text-to-speech").Append("text-to-audio")
        .ToHashSet(StringComparer.Ordinal);

    public static Task AnswerAsync(HttpContext context, string task)
    {
        var input = new PipelineInput(context.Call());
        if (task is "text-to-speech" or "text-to-audio")
        {
            var file = Voice.Speak(input.Text);
            return context.Response.SendBytesAsync(file.Bytes, file.ContentType, context.RequestAborted);
        }

        return Models.TryGetValue(task, out var model)
            ? context.Response.SendJsonAsync(model(input), context.RequestAborted)
            : throw new ApiException(404, "Not Found");
    }

    /// <summary>Labels with scores that add up to 1, the best first.</summary>
    public static JsonArray Ranked(IReadOnlyList<string> labels, Func<string, double> weigh, int top)
    {
        var weights = labels.Select(label => (Label: label, Weight: Math.Max(weigh(label), 0.001))).ToList();
        var sum = weights.Sum(item => item.Weight);
        return new(
            [.. weights.OrderByDescending(item => item.Weight).Take(top).Select(
                item =>
                (JsonNode)new JsonObject { ["label"] = item.Label, ["score"] = Math.Round(item.Weight / sum, 6) })]);
    }

    private static int Top(PipelineInput input) => input.Parameters.Integer("top_k", 1) ?? 5;

    private static JsonArray Embed(PipelineInput input)
    {
        var texts = Texts.Read(input.Json, "inputs");
        var dimensions = input.Json.Integer("dimensions", 1, 4096) ?? Embedder.DefaultDimensions;
        var vectors = texts.Select(text => Texts.Numbers(Embedder.Embed(text, dimensions))).ToArray();
        return input.Json["inputs"] is JsonArray ? new JsonArray([.. vectors]) : vectors[0];
    }

    private static JsonArray Compare(PipelineInput input)
    {
        var source = input.Fields.RequiredText("source_sentence");
        return new(
            [.. Texts.Read(input.Fields, "sentences").Select(
                text => (JsonNode)Math.Round(Embedder.Similarity(source, text), 6))]);
    }

    private static string See(PipelineInput input)
    {
        input.Fields.RequiredText("question");
        var image = input.Image();
        return image.Color ?? image.Format;
    }

    private static JsonArray Detect(PipelineInput input)
    {
        var image = input.Image();
        return 0.9 < (input.Parameters.Number("threshold", 0, 1) ?? 0.5)
            ? []
            : new JsonArray(new JsonObject
            {
                ["label"] = image.Color ?? "thing",
                ["score"] = 0.9,
                ["box"] = new JsonObject
                {
                    ["xmin"] = 0,
                    ["ymin"] = 0,
                    ["xmax"] = image.Width,
                    ["ymax"] = image.Height,
                },
            });
    }

    private static JsonArray Segment(PipelineInput input)
    {
        var image = input.Image();
        var mask = ImageRenderer.Render(
            "white", Math.Clamp(image.Width, 16, 512), Math.Clamp(image.Height, 16, 512), 0);
        return new JsonArray(new JsonObject
        {
            ["label"] = image.Color ?? "thing",
            ["score"] = 0.9,
            ["mask"] = Convert.ToBase64String(mask),
        });
    }
}
