using System.Diagnostics;
using InferenceProviders;
using Microsoft.Extensions.AI;
using ProviderCheck.Recording;

namespace ProviderCheck.Checks;

/// <summary>Tasks other than chat: vectors, images, speech.</summary>
internal static class TaskChecks
{
    private const string Sentence = "The quick brown fox jumps over the lazy dog.";

    private static readonly string[] Texts =
        ["The cat sleeps on the sofa.", "A cat is asleep on a sofa.", "Interest rates rose again in May."];

    public static IEnumerable<Check> All =>
    [
        new("embeddings", "vectors", false, VectorsAsync),
        new("embeddings", "base64", true, Base64Async),
        new("embeddings", "dimensions", true, DimensionsAsync),
        new("images", "image", false, ImageAsync),
        new("speech", "speech", false, SpeechAsync),
        new("speech", "transcription", false, TranscriptionAsync),
    ];

    private static async Task<string> VectorsAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var vectors = await EmbedAsync(session, new(), cancellationToken);
        if (vectors.Count != Texts.Length || vectors.Select(vector => vector.Vector.Length).Distinct().Count() != 1)
        {
            throw new DefectException(
                $"{Texts.Length} texts gave {vectors.Count} vectors, or vectors of several lengths.");
        }

        return Cosine(vectors[0], vectors[1]) > Cosine(vectors[0], vectors[2])
            ? InTime(session, clock, $"Vectors of {vectors[0].Vector.Length} numbers; what means the same is nearer")
            : throw new DefectException(
                "Two sentences that mean the same are farther apart than two that do not: is the order kept?");
    }

    private static async Task<string> Base64Async(CheckSession session, CancellationToken cancellationToken)
    {
        var plain = await EmbedAsync(session, new(), cancellationToken);
        var before = session.Recorder.Exchanges.Count;
        var packed = await EmbedAsync(
            session, new() { AdditionalProperties = new() { ["encoding_format"] = "base64" } }, cancellationToken);
        if (session.LastCall(before)?.AnswerJson.At("data", 0, "embedding") is not System.Text.Json.Nodes.JsonValue)
        {
            throw new RefusedException("Base64 was asked for, and numbers came.");
        }

        return Cosine(plain[0], packed[0]) > 0.999
            ? "The vectors in base64 are those in numbers."
            : throw new DefectException("The vectors in base64 are not those in numbers.");
    }

    private static async Task<string> DimensionsAsync(CheckSession session, CancellationToken cancellationToken)
    {
        const int Dimensions = 32;
        var vectors = await EmbedAsync(session, new() { Dimensions = Dimensions }, cancellationToken);
        return vectors[0].Vector.Length == Dimensions
            ? $"Vectors are as short as asked for: {Dimensions} numbers."
            : throw new DefectException(
                $"Vectors of {Dimensions} numbers were asked for, and some of {vectors[0].Vector.Length} came.");
    }

    private static async Task<string> ImageAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var model = Model(session.Target.Models.Image, "images");
        var clock = Stopwatch.StartNew();
        using var generator = session.Target.Endpoint is { } endpoint
            ? session.Router.AsIImageGenerator(endpoint, model)
            : session.Router.AsIImageGenerator(model, session.Target.Provider);
        var response = await generator.GenerateImagesAsync(
            "A small blue house by the sea", cancellationToken: cancellationToken);
        var image = response.Contents.OfType<DataContent>().FirstOrDefault()
            ?? throw new DefectException("An image was asked for, and none came.");
        return image.MediaType.StartsWith("image/", StringComparison.Ordinal)
            ? InTime(session, clock, $"An image of {image.Data.Length / 1024} KiB, {image.MediaType}")
            : throw new DefectException($"An image was asked for, and {image.MediaType} came.");
    }

    private static async Task<string> SpeechAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var audio = await SpeakAsync(session, cancellationToken);
        return InTime(session, clock, $"Speech of {audio.Data.Length / 1024} KiB, {audio.MediaType}");
    }

    private static async Task<string> TranscriptionAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var model = Model(session.Target.Models.Transcription, "transcriptions");
        var audio = session.Target.Models.Speech is null
            ? SampleMedia.ToneWav
            : (await SpeakAsync(session, cancellationToken)).Data.ToArray();
        var clock = Stopwatch.StartNew();
        using var client = session.Target.Endpoint is { } endpoint
            ? session.Router.AsISpeechToTextClient(endpoint, model)
            : session.Router.AsISpeechToTextClient(model, session.Target.Provider);
        using var recording = new MemoryStream(audio);
        var heard = await client.GetTextAsync(recording, cancellationToken: cancellationToken);
        return session.Target.Models.Speech is null || heard.Text.Contains("fox", StringComparison.OrdinalIgnoreCase)
            ? InTime(session, clock, $"It hears \"{ChatChecks.Excerpt(heard.Text)}\"")
            : throw new DefectException($"Of \"{Sentence}\" it heard \"{ChatChecks.Excerpt(heard.Text)}\".");
    }

    private static async Task<DataContent> SpeakAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var model = Model(session.Target.Models.Speech, "speech");
        using var client = session.Target.Endpoint is { } endpoint
            ? session.Router.AsITextToSpeechClient(endpoint, model)
            : session.Router.AsITextToSpeechClient(model, session.Target.Provider);
        var response = await client.GetAudioAsync(Sentence, cancellationToken: cancellationToken);
        return response.Contents.OfType<DataContent>().FirstOrDefault()
            ?? throw new DefectException("Speech was asked for, and none came.");
    }

    private static async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(
        CheckSession session, EmbeddingGenerationOptions options, CancellationToken cancellationToken)
    {
        using var generator = session.Target.Embeddings(
            session.Router, Model(session.Target.Models.Embedding, "embeddings"));
        return await generator.GenerateAsync(Texts, options, cancellationToken);
    }

    private static string Model(string? model, string task) =>
        model ?? throw new NotTriedException($"No model for {task} was named or found.");

    private static string InTime(CheckSession session, Stopwatch clock, string what)
    {
        var (took, limit) = (clock.Elapsed, session.Limits.OtherTasks);
        return took <= limit
            ? $"{what}, in {ChatChecks.Seconds(took)}."
            : throw new DefectException(
                $"{what}, after {ChatChecks.Seconds(took)}; Hugging Face asks for {ChatChecks.Seconds(limit)}.");
    }

    private static double Cosine(Embedding<float> one, Embedding<float> other)
    {
        double product = 0, length = 0, otherLength = 0;
        for (var i = 0; i < one.Vector.Length; i++)
        {
            product += (double)one.Vector.Span[i] * other.Vector.Span[i];
            length += Math.Pow(one.Vector.Span[i], 2);
            otherLength += Math.Pow(other.Vector.Span[i], 2);
        }

        return product / Math.Sqrt(length * otherLength);
    }
}
