using System.Buffers.Text;
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
    public static void WriteDataUrlValue(this Utf8JsonWriter writer, string mediaType, ReadOnlySpan<byte> data)
    {
        var size = (long)mediaType.Length * JsonPiece.LongestEscape + Base64.GetMaxEncodedToUtf8Length(data.Length)
            + 32;
        if (size > Array.MaxLength)
        {
            throw new InferenceException(
                InferenceErrorKind.InvalidRequest,
                $"The media of {data.Length} bytes is too large for a data URL. Send it by URL.");
        }

        using var piece = new JsonPiece((int)size);
        piece.Add("\"data:"u8);
        piece.AddEscaped(mediaType);
        piece.Add(";base64,"u8);
        piece.AddBase64(data);
        piece.Add("\""u8);
        piece.WriteTo(writer);
    }
}
