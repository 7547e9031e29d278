using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace InferenceProviders.Primitives;

/// <summary>
/// Reads JSON strings that hold half a character. Servers that cut text by UTF-16 units send the halves of one emoji as
/// escapes in two events, which the framework's reader refuses; here each half is kept, so that they meet again. In
/// documents, which are read at once, a half has nothing to meet: there it becomes the replacement character, like
/// bytes that are no UTF-8, and an element can be read without care.
/// </summary>
internal static class JsonText
{
    /// <summary>JSON text without the byte order mark and the white space that some servers put before it.</summary>
    public static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        return utf8.TrimStart(" \t\r\n"u8);
    }

    /// <summary>The string at the reader.</summary>
    public static string Get(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            return Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    /// <summary>The string of an element.</summary>
    public static string Get(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException) when (element.ValueKind == JsonValueKind.String)
        {
            return Unescape(element.GetRawText()[1..^1]);
        }
    }

    /// <summary>The document, in which every string and every name can be read.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        return Parse(ref reader);
    }

    /// <summary>The value at the reader, in which every string and every name can be read.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonElement Parse(ref Utf8JsonReader reader)
    {
        var element = JsonElement.ParseValue(ref reader);
        var utf8 = JsonMarshal.GetRawUtf8Value(element);
        if (!MayHaveHalves(utf8) && Utf8.IsValid(utf8))
        {
            return element;
        }

        var mended = new Utf8JsonReader(Mend(utf8));
        return JsonElement.ParseValue(ref mended);
    }

    /// <summary>The value at the reader as nodes that can be changed; null for null.</summary>
    /// <exception cref="JsonException">
    /// It is not JSON, or an object has two properties of one name, which nodes cannot hold.
    /// </exception>
    public static JsonNode? ParseNode(ref Utf8JsonReader reader) =>
        ParseNode(JsonMarshal.GetRawUtf8Value(Parse(ref reader)));

    /// <inheritdoc cref="ParseNode(ref Utf8JsonReader)"/>
    public static JsonNode? ParseNode(ReadOnlySpan<byte> utf8) => JsonNode.Parse(utf8, documentOptions: new()
    {
        AllowDuplicateProperties = false,
    });

    private static bool MayHaveHalves(ReadOnlySpan<byte> utf8) =>
        utf8.IndexOf("\\ud"u8) >= 0 || utf8.IndexOf("\\uD"u8) >= 0;

    private static byte[] Mend(ReadOnlySpan<byte> utf8)
    {
        // Bytes that are no UTF-8 become replacement characters here; an escape takes the place of another of the same
        // length.
        var mended = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        for (var i = 0; i < mended.Length; i++)
        {
            if (mended[i] != (byte)'\\')
            {
                continue;
            }

            if (Unit(mended, i) is not { } unit || !char.IsSurrogate(unit))
            {
                i++;
            }
            else if (char.IsHighSurrogate(unit) && Unit(mended, i + 6) is { } next && char.IsLowSurrogate(next))
            {
                i += 11;
            }
            else
            {
                "\\ufffd"u8.CopyTo(mended.AsSpan(i));
                i += 5;
            }
        }

        return mended;
    }

    /// <summary>The UTF-16 unit that an escape at this place stands for; null when there is none.</summary>
    private static char? Unit(ReadOnlySpan<byte> utf8, int at) =>
        at + 6 <= utf8.Length && utf8[at] == (byte)'\\' && utf8[at + 1] == (byte)'u'
        && ushort.TryParse(
            utf8.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    /// <summary>The JSON reader has checked already that each escape is a complete one.</summary>
    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            i++;
            text.Append(escaped[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' =>
                    (char)ushort.Parse(
                        escaped.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var self => self,
            });
            if (escaped[i] == 'u')
            {
                i += 4;
            }
        }

        return text.ToString();
    }
}
