using System.Text;
using System.Text.Json;

namespace InferenceProviders.Primitives;

/// <summary>
/// A short JSON value, or a field's name, that answers repeat: a model's id, a fingerprint. Each is made once and given
/// out again while it keeps its place in a small table, where a newer one with the same place replaces it. What is
/// given out cannot be changed, so that calls may share it.
/// </summary>
internal sealed class RepeatedJson
{
    private const int Places = 256;
    private const int Longest = 64;

    private static readonly RepeatedJson?[] Table = new RepeatedJson?[Places];

    private readonly byte[] _utf8;

    private RepeatedJson(ReadOnlySpan<byte> utf8)
    {
        _utf8 = utf8.ToArray();
        Text = Encoding.UTF8.GetString(utf8);
    }

    /// <summary>What stands between the quotes, or the literal itself.</summary>
    public string Text { get; }

    /// <summary>The same, as it came.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>The value as a string in JSON, boxed.</summary>
    public object Element
    {
        get
        {
            if (field is null)
            {
                var reader = new Utf8JsonReader([(byte)'"', .. _utf8, (byte)'"']);
                field = JsonElement.ParseValue(ref reader);
            }

            return field;
        }
    }

    /// <summary>
    /// The string or the name at the reader; null when it is too long for this, or has escapes in it.
    /// </summary>
    public static RepeatedJson? Find(in Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || reader.ValueIsEscaped
            || reader.ValueSpan.Length > Longest)
        {
            return null;
        }

        var utf8 = reader.ValueSpan;
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var place = ref Table[(uint)hash.ToHashCode() % Places];
        return place is { } known && utf8.SequenceEqual(known._utf8) ? known : place = new RepeatedJson(utf8);
    }
}
