using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace InferenceProviders.Transport;

/// <summary>
/// Writes long strings past <see cref="Utf8JsonWriter"/>, which is slow with them (<see cref="JsonPiece"/>).
/// </summary>
internal static class JsonStrings
{
    /// <summary>For longer ones the buffer would be too large to be kept.</summary>
    public const int TooLong = 1 << 20;

    /// <summary>For shorter ones the writer is as fast.</summary>
    private const int Long = 64;

    /// <summary>
    /// How many bytes become base64 at once. A multiple of 3, so that only the last piece is padded.
    /// </summary>
    private const int Piece = 48 * 1024;

    public static void WriteText(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string text)
    {
        writer.WritePropertyName(name);
        WriteTextValue(writer, text);
    }

    public static void WriteTextValue(this Utf8JsonWriter writer, string text)
    {
        if (text.Length is < Long or > TooLong)
        {
            writer.WriteStringValue(text);
            return;
        }

        using var piece = new JsonPiece(text.Length + text.Length / 2 + 2);
        piece.AddString(text);
        piece.WriteTo(writer);
    }

    /// <summary>Writes bytes as a data URL, without making a string of it.</summary>
    public static void WriteDataUrlValue(this Utf8JsonWriter writer, string mediaType, ReadOnlyMemory<byte> data) =>
        WriteBase64Value(writer, data, $"data:{mediaType};base64,");

    /// <summary>
    /// Writes bytes as base64. In the body of a request, large ones are encoded only while they are sent: they must
    /// stay the same until then.
    /// </summary>
    public static void WriteBase64Value(this Utf8JsonWriter writer, ReadOnlyMemory<byte> data, string prefix = "")
    {
        // The segments of a string have one encoding.
        writer.WriteStringValueSegment(Encoding.UTF8.GetBytes(prefix), isFinalSegment: false);
        if (data.Length > Piece && JsonBody.BodyOf(writer) is { } body)
        {
            writer.Flush();
            body.AddBase64(data);
            writer.WriteStringValueSegment(ReadOnlySpan<byte>.Empty, isFinalSegment: true);
            return;
        }

        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Math.Min(data.Length, Piece)));
        for (var rest = data.Span; ;)
        {
            var isLast = rest.Length <= Piece;
            Base64.EncodeToUtf8(isLast ? rest : rest[..Piece], encoded, out _, out var written);

            writer.WriteStringValueSegment(encoded.AsSpan(0, written), isLast);
            if (isLast)
            {
                break;
            }

            rest = rest[Piece..];
        }

        ArrayPool<byte>.Shared.Return(encoded);
    }
}
