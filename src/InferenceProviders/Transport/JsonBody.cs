using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceProviders.Transport;

/// <summary>Lends a <see cref="Utf8JsonWriter"/>; one is kept for each thread.</summary>
internal static class JsonBody
{
    // The body is application/json in UTF-8, never part of a page: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

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

    public static void Return(Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset(Stream.Null);
        s_writer = writer;
    }
}
