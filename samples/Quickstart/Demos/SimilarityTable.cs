using System.Globalization;
using InferenceProviders;
using Microsoft.Extensions.AI;

namespace Quickstart.Demos;

/// <summary>Embeddings: which texts mean nearly the same.</summary>
internal static class SimilarityTable
{
    private const string Model = "Qwen/Qwen3-Embedding-8B";

    private static readonly string[] Texts =
        ["The cat sleeps on the sofa.", "A cat is asleep on a sofa.", "The sofa is for sale.",
            "Interest rates rose again in May."];

    public static async Task RunAsync(InferenceRouter router, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Heading(
            "A similarity table",
            "Which of these sentences mean nearly the same? (1 is the same, 0 has nothing in common)");
        using var generator = router.AsIEmbeddingGenerator(Model);
        var vectors = await generator.GenerateAsync(Texts, cancellationToken: cancellationToken);

        var width = Texts.Max(text => text.Length) + 3;
        for (var row = 0; row < Texts.Length; row++)
        {
            var cells = vectors.Take(row + 1)
                .Select(
                    vector =>
                    Cosine(vectors[row].Vector.Span, vector.Vector.Span)
                    .ToString("0.00", CultureInfo.InvariantCulture));
            terminal.Line($"{$"{row + 1}. {Texts[row]}".PadRight(width)}  {string.Join("  ", cells)}");
        }

        terminal.Report(vectors.GetRoutingReport());
    }

    private static double Cosine(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        double product = 0, length = 0, otherLength = 0;
        for (var i = 0; i < one.Length; i++)
        {
            product += (double)one[i] * other[i];
            length += (double)one[i] * one[i];
            otherLength += (double)other[i] * other[i];
        }

        return product / Math.Sqrt(length * otherLength);
    }
}
