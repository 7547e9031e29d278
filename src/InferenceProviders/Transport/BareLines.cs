using System.Buffers;
using InferenceProviders.Primitives;

namespace InferenceProviders.Transport;

/// <summary>
/// Puts lines of JSON that stand in an event stream without <c>data:</c> into events, where a parser would pass over
/// them: servers that write JSON lines in place of events, and proxies that write the error of what is behind them into
/// a stream as it came (Lemonade #2826). A value may be spread over several lines.
/// </summary>
internal sealed class BareLines
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private JsonProgress _progress;
    private int _taken;

    /// <summary>Whether a line or a value is not complete, so that what follows belongs to it.</summary>
    public bool IsOpen => _line.WrittenCount > 0 || _value.WrittenCount > 0;

    /// <summary>Whether there is something to take.</summary>
    public bool HasOutput => _taken < _output.WrittenCount;

    /// <summary>Whether a line that begins with this is JSON without <c>data:</c>.</summary>
    public static bool Begins(byte first) => first is (byte)'{' or (byte)'[';

    /// <summary>
    /// Takes what is read of the stream, from the beginning of a bare line, or behind what it had before.
    /// </summary>
    /// <returns>Whether it ended at the beginning of a line.</returns>
    public bool Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                return AddPart(bytes);
            }

            if (_line.WrittenCount > 0 || _value.WrittenCount > 0 || Begins(bytes[0]))
            {
                _line.Write(bytes[..end]);
                EndLine();
            }
            else
            {
                _output.Write(bytes[..(end + 1)]);
            }

            bytes = bytes[(end + 1)..];
        }

        return true;
    }

    /// <summary>The stream has ended: what is open becomes an event as it is.</summary>
    public void End()
    {
        if (_line.WrittenCount > 0)
        {
            EndLine();
        }

        EndValue();
    }

    public int Take(Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, _output.WrittenCount - _taken);
        _output.WrittenSpan.Slice(_taken, length).CopyTo(buffer);
        _taken += length;
        if (!HasOutput)
        {
            _output.ResetWrittenCount();
            _taken = 0;
        }

        return length;
    }

    /// <summary>The beginning of a line whose end has not come: kept where it may be JSON, else passed on.</summary>
    private bool AddPart(ReadOnlySpan<byte> bytes)
    {
        (IsOpen || Begins(bytes[0]) ? _line : _output).Write(bytes);
        return false;
    }

    private void EndLine()
    {
        var line = _line.WrittenSpan;
        if (line.IsEmpty)
        {
            // An event ends here. What was open is no JSON, which is said by who reads it.
            EndValue();
        }
        else
        {
            _value.Write(_value.WrittenCount == 0 ? "data: "u8 : " "u8);
            _value.Write(line);
            _progress.Read(line);
            if (_progress.IsComplete)
            {
                EndValue();
            }
        }

        _line.ResetWrittenCount();
    }

    private void EndValue()
    {
        if (_value.WrittenCount > 0)
        {
            _output.Write(_value.WrittenSpan);
            _output.Write("\n\n"u8);
            _value.ResetWrittenCount();
        }

        _progress = default;
    }
}
