using System.Collections;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>A type of embeddings: what is asked for, and what is made of the numbers that come.</summary>
/// <param name="Element">What is asked for.</param>
/// <param name="Make">Makes an embedding of numbers that were checked to be of that sort.</param>
internal sealed record EmbeddingKind<TEmbedding>(EmbeddingElement Element, Func<float[], TEmbedding> Make)
    where TEmbedding : Embedding;

/// <summary>The types of embeddings that providers have numbers for.</summary>
internal static class EmbeddingKind
{
    private static readonly object[] All =
    [
        new EmbeddingKind<Embedding<float>>(EmbeddingElement.Float, static numbers => new(numbers)),
        new EmbeddingKind<Embedding<sbyte>>(
            EmbeddingElement.Int8, static numbers => new(Array.ConvertAll(numbers, number => (sbyte)number))),
        new EmbeddingKind<Embedding<byte>>(
            EmbeddingElement.UInt8, static numbers => new(Array.ConvertAll(numbers, number => (byte)number))),
        new EmbeddingKind<BinaryEmbedding>(EmbeddingElement.Binary, static numbers => new(Bits(numbers))),
    ];

    public static EmbeddingKind<Embedding<float>> Floats { get; } = Of<Embedding<float>>();

    /// <exception cref="NotSupportedException">No provider gives such embeddings.</exception>
    public static EmbeddingKind<TEmbedding> Of<TEmbedding>()
        where TEmbedding : Embedding =>
        All.OfType<EmbeddingKind<TEmbedding>>().FirstOrDefault() ?? throw new NotSupportedException(
            $"No provider gives {Name(typeof(TEmbedding))}: there are Embedding<float>, Embedding<sbyte>, "
            + "Embedding<byte> and BinaryEmbedding. Others are made of Embedding<float>.");

    private static string Name(Type type) => type.IsGenericType
        ? $"Embedding<{type.GenericTypeArguments[0].Name}>"
        : type.Name;

    private static BitArray Bits(float[] numbers)
    {
        var bits = new BitArray(numbers.Length * 8);
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = ((byte)numbers[i / 8] >> (7 - (i % 8)) & 1) != 0;
        }

        return bits;
    }
}
