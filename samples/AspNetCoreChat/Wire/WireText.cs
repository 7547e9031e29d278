using System.Buffers;
using System.Text;

namespace AspNetCoreChat.Wire;

/// <summary>The beginning of a body, as text.</summary>
internal sealed class WireText
{
    /// <summary>Bytes of a body that are kept.</summary>
    public const int Most = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _length;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _length += bytes.Length;
            _kept.Write(bytes[..Math.Min(bytes.Length, Most - _kept.WrittenCount)]);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            var text = Encoding.UTF8.GetString(_kept.WrittenSpan);
            return _length > Most ? $"{text}\n… {_length - Most} more bytes" : text;
        }
    }
}
