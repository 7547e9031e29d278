using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// One field of an answer under its wire name: a short string that answers repeat, or the bytes of any other value.
/// </summary>
internal struct AdditionalField
{
    private readonly RepeatedJson? _knownName;
    private RepeatedJson? _text;
    private byte[] _json = [];
    private int _length;

    /// <param name="name">At the name.</param>
    /// <param name="value">At the value.</param>
    public AdditionalField(Utf8JsonReader name, Utf8JsonReader value)
    {
        _knownName = RepeatedJson.Find(name);
        Name = _knownName?.Text ?? JsonText.Get(ref name);
        Set(value);
    }

    public AdditionalField(string name, Utf8JsonReader value)
    {
        Name = name;
        Set(value);
    }

    public string Name { get; }

    /// <summary>Whether it is a string or a number that was another one before.</summary>
    public bool Varies { get; private set; }

    /// <summary>The value as a <see cref="JsonElement"/>, boxed.</summary>
    public readonly object Element => _text is not null ? _text.Element : JsonText.Parse(Json);

    private readonly ReadOnlySpan<byte> Json => _json.AsSpan(0, _length);

    /// <summary>Whether the property at the reader is this one.</summary>
    public readonly bool HasName(in Utf8JsonReader reader) =>
        _knownName is not null ? reader.ValueTextEquals(_knownName.Utf8) : reader.ValueTextEquals(Name);

    /// <summary>Whether a string is this value.</summary>
    public readonly bool IsText(in Utf8JsonReader value) =>
        _text is not null && value.TokenType == JsonTokenType.String && value.ValueTextEquals(_text.Utf8);

    /// <summary>Takes another value, unless it has the same bytes as this one.</summary>
    /// <param name="value">At the value.</param>
    /// <param name="length">How long it is.</param>
    public void Replace(Utf8JsonReader value, int length)
    {
        if (!IsSame(value, length))
        {
            Varies = value.TokenType is JsonTokenType.String or JsonTokenType.Number;
            Set(value);
        }
    }

    /// <summary>Takes the bytes of a string, without its quotes, or of a number.</summary>
    public void Replace(ReadOnlySpan<byte> value, bool isString)
    {
        var quote = isString ? 1 : 0;
        _text = null;
        _length = value.Length + 2 * quote;
        if (_json.Length < _length)
        {
            // Room for those that follow and are a little longer.
            _json = new byte[_length + 16];
        }

        _json[0] = _json[_length - 1] = (byte)'"';
        value.CopyTo(_json.AsSpan(quote));
    }

    /// <summary>Puts a further piece behind what there is.</summary>
    public void Join(Utf8JsonReader value)
    {
        var more = value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
            ? Encoding.UTF8.GetBytes(JsonText.Parse(ref value).GetRawText())
            : value.ValueSpan.ToArray();
        Set(JoinedPieces.Join(Json.ToArray(), more));
    }

    public readonly void WriteTo(Utf8JsonWriter writer)
    {
        if (_text is not null)
        {
            writer.WriteStringValue(_text.Text);
        }
        else
        {
            writer.WriteRawValue(Json, skipInputValidation: true);
        }
    }

    private readonly bool IsSame(in Utf8JsonReader value, int length) =>
        _text is not null ? IsText(value)
        : value.TokenType == JsonTokenType.String
            ? _length == value.ValueSpan.Length + 2 && Json[1..^1].SequenceEqual(value.ValueSpan)
        : value.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && _length == length
            && Json.SequenceEqual(value.ValueSpan);

    private void Set(Utf8JsonReader value)
    {
        // One that changes with every event repeats nothing.
        _text = Varies ? null : RepeatedJson.Find(value);
        if (_text is not null)
        {
            return;
        }

        if (value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            Set(Encoding.UTF8.GetBytes(JsonText.Parse(ref value).GetRawText()));
        }
        else
        {
            Replace(value.ValueSpan, value.TokenType == JsonTokenType.String);
        }
    }

    private void Set(byte[] json) => (_text, _json, _length) = (null, json, json.Length);
}
