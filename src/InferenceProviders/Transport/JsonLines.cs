using System.Buffers;
using InferenceProviders.Primitives;

namespace InferenceProviders.Transport;

/// <summary>Tells a body of JSON lines, one event a line, from a body that is one JSON value.</summary>
internal static class JsonLines
{
    /// <summary>Reads on until it is certain.</summary>
    /// <param name="start">What was read already: the beginning of a JSON object.</param>
    /// <param name="rest">What follows.</param>
    /// <param name="longest">The longest line that is expected.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Whether they are lines, and what was read by then.</returns>
    public static async ValueTask<(bool AreLines, ReadOnlyMemory<byte> Read)> SniffAsync(
        ReadOnlyMemory<byte> start, Stream rest, int longest, CancellationToken cancellationToken)
    {
        var read = new ArrayBufferWriter<byte>(Math.Max(4096, start.Length));
        read.Write(start.Span);
        while (true)
        {
            if (AreLines(read.WrittenSpan) is { } are)
            {
                // Lines are read as events, of which a byte order mark would be part of the first.
                return (are, are ? read.WrittenMemory[^JsonText.Start(read.WrittenSpan).Length..] : read.WrittenMemory);
            }

            var count = await rest.ReadAsync(read.GetMemory(), cancellationToken).ConfigureAwait(false);
            read.Advance(count);
            if (count == 0 || read.WrittenCount > longest)
            {
                return (false, read.WrittenMemory);
            }
        }
    }

    /// <summary>Null while it is not certain.</summary>
    private static bool? AreLines(ReadOnlySpan<byte> utf8)
    {
        var text = JsonText.Start(utf8);
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0)
        {
            return null;
        }

        var progress = default(JsonProgress);
        progress.Read(text[..end]);
        if (!progress.IsComplete)
        {
            return false;
        }

        // What stands in the next line decides: another object, or an event after all.
        var next = text[end..].TrimStart("\r\n"u8);
        return next.IsEmpty ? null : next[0] is (byte)'{' or (byte)'[' or (byte)'d' or (byte)'e' or (byte)':';
    }
}
