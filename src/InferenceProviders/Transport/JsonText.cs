using System.Globalization;
using System.Text;
using System.Text.Json;

namespace InferenceProviders.Transport;

/// <summary>
/// Reads JSON strings that hold half a character. Servers that cut text by UTF-16 units send the halves of one emoji as escapes in two events,
/// which the framework's reader refuses; here each half is kept, so that they meet again.
/// </summary>
internal static class JsonText
{
    /// <summary>The string at the reader.</summary>
    public static string Get(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (reader.TokenType == JsonTokenType.String)
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
                'u' => (char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
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
