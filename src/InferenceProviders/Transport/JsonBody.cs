using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceProviders.Transport;

/// <summary>How JSON goes out and comes in: lends a <see cref="Utf8JsonWriter"/> (one is kept a thread), and finds the beginning of what was received.</summary>
internal static class JsonBody
{
    // The body is application/json in UTF-8, never part of a page: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? s_writer;

    public static Utf8JsonWriter Rent(IBufferWriter<byte> output)
    {
        if (s_writer is not { } writer)
        {
            return new Utf8JsonWriter(output, Options);
        }

        s_writer = null;
        writer.Reset(output);
        return writer;
    }

    /// <summary>JSON text without the byte order mark and the white space that some servers put before it.</summary>
    public static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        return utf8.TrimStart(" \t\r\n"u8);
    }

    public static void Return(Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset(Stream.Null);
        s_writer = writer;
    }
}
