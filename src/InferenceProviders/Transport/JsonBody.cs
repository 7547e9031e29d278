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

    [ThreadStatic]
    private static (Utf8JsonWriter Writer, PooledContent Body) s_lent;

    public static Utf8JsonWriter Rent(IBufferWriter<byte> output)
    {
        var writer = s_writer;
        if (writer is null)
        {
            writer = new Utf8JsonWriter(output, Options);
        }
        else
        {
            s_writer = null;
            writer.Reset(output);
        }

        if (output is PooledContent body)
        {
            s_lent = (writer, body);
        }

        return writer;
    }

    /// <summary>The body that a writer writes; null when it writes something else.</summary>
    public static PooledContent? BodyOf(Utf8JsonWriter writer) =>
        ReferenceEquals(s_lent.Writer, writer) ? s_lent.Body : null;

    public static void Return(Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset(Stream.Null);
        s_writer = writer;
        if (ReferenceEquals(s_lent.Writer, writer))
        {
            s_lent = default;
        }
    }
}
