using System.Numerics;
using System.Runtime.InteropServices;

namespace InferenceProviders.Benchmarks.Subjects;

/// <summary>What is asked, by all in the same words.</summary>
internal static class Conversation
{
    public const string Model = "openai/gpt-oss-120b";
    public const string Key = "hf_benchmark";
    public const string Prompt = "Tell me a fun fact about the Eiffel Tower.";

    private const string Paragraph =
        "The tower was built for the world's fair of 1889 and was to be taken down after twenty years; that it could "
            + "carry an aerial saved it. "
        + "In summer the iron is warm, and the top stands up to fifteen centimetres \"higher\" than in winter — more "
            + "than most visitors expect.\n"
        + "It is painted every seven years, by hand, with sixty tonnes of paint in three shades, the darkest one at "
            + "the bottom.";

    /// <summary>The messages of a history, from the user and the model in turn.</summary>
    public static IEnumerable<(bool IsUser, string Text)> Messages(int count) =>
        Enumerable.Range(0, count).Select(index => (index % 2 == 0, $"{index}: {Paragraph}"));

    /// <summary>
    /// The sum of the bits of a vector: the same for two clients only when they read the same numbers. It takes little
    /// beside the reading.
    /// </summary>
    public static int Sum(ReadOnlySpan<float> vector)
    {
        var words = MemoryMarshal.Cast<float, int>(vector);
        var sums = Vector<int>.Zero;
        for (; words.Length >= Vector<int>.Count; words = words[Vector<int>.Count..])
        {
            sums += new Vector<int>(words);
        }

        var sum = Vector.Sum(sums);
        foreach (var word in words)
        {
            sum += word;
        }

        return sum;
    }
}
