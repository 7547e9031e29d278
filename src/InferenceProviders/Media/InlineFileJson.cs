using System.Buffers.Text;

namespace InferenceProviders.Media;

/// <summary>JSON out of which files in base64 were taken (<see cref="InlineFileReader"/>).</summary>
/// <param name="Utf8">The JSON, with names in their places (<see cref="InlineFiles"/>).</param>
/// <param name="Cuts">Where, in their order; empty when there were none.</param>
internal sealed record InlineFileJson(ReadOnlyMemory<byte> Utf8, IReadOnlyList<InlineFileJson.Cut> Cuts)
{
    /// <summary>The JSON as it was received, byte for byte.</summary>
    public ReadOnlyMemory<byte> Restore()
    {
        if (Cuts.Count == 0)
        {
            return Utf8;
        }

        var length = (long)Utf8.Length;
        foreach (var cut in Cuts)
        {
            length += Base64.GetMaxEncodedToUtf8Length(cut.File.Length) - cut.Length;
        }

        var whole = GC.AllocateUninitializedArray<byte>(checked((int)length));
        var (source, target) = (0, 0);
        foreach (var cut in Cuts)
        {
            Copy(Utf8.Span[source..cut.Start], whole, ref target);
            Base64.EncodeToUtf8(cut.File.Span, whole.AsSpan(target), out _, out var written);
            target += written;
            source = cut.Start + cut.Length;
        }

        Copy(Utf8.Span[source..], whole, ref target);
        return whole;
    }

    private static void Copy(ReadOnlySpan<byte> piece, byte[] whole, ref int target)
    {
        piece.CopyTo(whole.AsSpan(target));
        target += piece.Length;
    }

    /// <summary>A name that stands for base64.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Length">How long it is.</param>
    /// <param name="File">What it stands for.</param>
    internal readonly record struct Cut(int Start, int Length, ReadOnlyMemory<byte> File);
}
