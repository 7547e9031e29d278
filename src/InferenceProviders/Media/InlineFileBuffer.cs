using System.Buffers.Text;

namespace InferenceProviders.Media;

/// <summary>
/// The memory of the files in one JSON body: one array for all of them where the body's length is known, because
/// together they cannot be longer than three quarters of it.
/// </summary>
/// <param name="declared">How long the body is, when that is known.</param>
internal sealed class InlineFileBuffer(long? declared)
{
    private const int FirstBuffer = 128 * 1024;

    // A declared length is a claim: this much memory is given on its word, the rest when as much has come.
    private const int Trusted = 16 * 1024 * 1024;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>How much of the body was read before the part that is being read.</summary>
    public long Read { get; set; }

    /// <summary>The file so far.</summary>
    public ReadOnlySpan<byte> Current => _bytes.AsSpan(_start, _end - _start);

    public void Begin() => _start = _end;

    /// <summary>Forgets the file so far.</summary>
    public void Drop() => _end = _start;

    public ReadOnlyMemory<byte> End() => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Decodes base64 behind what was decoded before.</summary>
    /// <param name="base64">Groups of four.</param>
    /// <param name="isLast">Whether the last group may have padding.</param>
    /// <returns>Whether it is base64 that encoding gives back as it is. If not, nothing was added.</returns>
    public bool Decode(ReadOnlySpan<byte> base64, bool isLast)
    {
        Reserve(base64.Length / 4 * 3);
        var status = Base64.DecodeFromUtf8(base64, _bytes.AsSpan(_end), out var read, out var written, isLast);
        if (status != System.Buffers.OperationStatus.Done || read != base64.Length)
        {
            return false;
        }

        if (isLast)
        {
            Span<byte> again = stackalloc byte[4];
            Base64.EncodeToUtf8(_bytes.AsSpan(_end, written), again, out _, out _);
            if (!again.SequenceEqual(base64))
            {
                return false;
            }
        }
        else if (written != base64.Length / 4 * 3)
        {
            // There is white space in it.
            return false;
        }

        _end += written;
        return true;
    }

    private void Reserve(int count)
    {
        if (count <= _bytes.Length - _end)
        {
            return;
        }

        // The files before this one stay in the array that they are in.
        var length = _end - _start;
        var needed = length + (long)count;
        var larger = GC.AllocateUninitializedArray<byte>(
            (int)Math.Min(Math.Max(needed, Guess(length)), Array.MaxLength));
        Current.CopyTo(larger);
        (_bytes, _start, _end) = (larger, 0, length);
    }

    private long Guess(int length)
    {
        if (declared is not { } all)
        {
            return Math.Max(FirstBuffer, length + (length / 2L));
        }

        var rest = length + ((all - Read) / 4 * 3) + 3;
        return length < Trusted ? Math.Min(rest, Trusted) : rest;
    }
}
