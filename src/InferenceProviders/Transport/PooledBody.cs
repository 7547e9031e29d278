using System.Buffers;

namespace InferenceProviders.Transport;

/// <summary>A response body in a buffer of the shared pool, which gets it back when this is disposed.</summary>
internal sealed class PooledBody(int capacity) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    /// <summary>Whether the body was read to its end.</summary>
    public bool IsComplete { get; set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Room for more, at least one byte.</summary>
    public Memory<byte> Free()
    {
        if (_length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
            _buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_length);
    }

    public void Advance(int count) => _length += count;

    /// <summary>Leaves out what is behind the first <paramref name="length"/> bytes.</summary>
    public void Cut(int length) => _length = length;

    /// <summary>Takes the first bytes away; the others move to the front.</summary>
    public void Remove(int count)
    {
        _buffer.AsSpan(count.._length).CopyTo(_buffer);
        _length -= count;
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        _length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
