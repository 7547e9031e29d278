using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Fields of an answer that the abstractions have no place for (log probabilities, citations, fingerprints, …). They
/// are kept as <see cref="JsonElement"/>s under their wire names; of those that a stream repeats, the last value.
/// </summary>
internal struct AdditionalFields
{
    private List<Extra>? _response;
    private List<Extra>? _message;
    private JsonNode? _logprobs;
    private JsonArray? _parts;

    /// <summary>
    /// Whether a stream brings a field of the message in pieces that are joined: lists (annotations, token ids), and
    /// OpenAI's audio.
    /// </summary>
    /// <param name="name">At the name.</param>
    /// <param name="value">At the value.</param>
    public static bool IsJoined(in Utf8JsonReader name, Utf8JsonReader value) => value.TokenType switch
    {
        JsonTokenType.StartArray => HasItems(value),
        JsonTokenType.StartObject => name.ValueTextEquals("audio"u8),
        _ => false,
    };

    /// <summary>Reads a property, from its name on, that belongs to the whole response.</summary>
    public void ReadForResponse(ref Utf8JsonReader reader) => Read(ref reader, ref _response, joins: false);

    /// <summary>Reads a property, from its name on, that belongs to the message.</summary>
    public void ReadForMessage(ref Utf8JsonReader reader) => Read(ref reader, ref _message, joins: true);

    /// <summary>Keeps a value that belongs to the whole response; of several the last.</summary>
    public void KeepForResponse(string name, Utf8JsonReader value)
    {
        var extra = new Extra(name, null, value);
        var index = _response?.FindIndex(kept => kept.Name == name) ?? -1;
        if (index >= 0)
        {
            _response![index] = extra;
        }
        else
        {
            (_response ??= new(1)).Add(extra);
        }
    }

    /// <summary>Keeps a part of the message's content that is not known.</summary>
    public void KeepPart(JsonElement part) =>
        (_parts ??= []).Add(JsonText.ParseNode(JsonMarshal.GetRawUtf8Value(part)));

    /// <summary>
    /// Reads the value of <c>logprobs</c>, of which a stream brings the lists in pieces: <c>content</c>, <c>refusal</c>
    /// and <c>reasoning_content</c>, or the older <c>tokens</c>, <c>token_logprobs</c>, …, or one number a token.
    /// </summary>
    public void ReadLogprobs(ref Utf8JsonReader reader)
    {
        var piece = JsonText.ParseNode(ref reader);
        if (piece is JsonObject fields && (_logprobs ??= new JsonObject()) is JsonObject kept)
        {
            foreach (var (name, value) in fields.ToArray())
            {
                fields.Remove(name);
                if (value is JsonArray more && kept[name] is JsonArray items)
                {
                    Move(more, items);
                }
                else if (value is not null)
                {
                    kept[name] = value;
                }
            }
        }
        else if (piece is not null and not JsonObject && (_logprobs ??= new JsonArray()) is JsonArray list)
        {
            Move(piece as JsonArray ?? [piece], list);
        }
    }

    public readonly AdditionalPropertiesDictionary? ForMessage()
    {
        var properties = Properties(_message);
        if (_logprobs is not null && _logprobs is not JsonObject { Count: 0 })
        {
            (properties ??= [])["logprobs"] = Element(_logprobs.ToJsonString());
        }

        if (_parts is not null)
        {
            (properties ??= [])["content_parts"] = Element(_parts.ToJsonString());
        }

        return properties;
    }

    private static bool HasItems(Utf8JsonReader list) => list.Read() && list.TokenType != JsonTokenType.EndArray;

    private static void Move(JsonArray from, JsonArray to)
    {
        while (from.Count > 0)
        {
            var item = from[0];
            from.RemoveAt(0);
            to.Add(item);
        }
    }

    public readonly AdditionalPropertiesDictionary? ForResponse() => Properties(_response);

    /// <summary>
    /// What the unknown fields say when they are all that came: <c>detail</c> and <c>message</c> are how some servers
    /// report errors.
    /// </summary>
    public readonly ErrorBody AsError()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = JsonBody.Rent(buffer);
        writer.WriteStartObject();
        foreach (var extra in _response ?? [])
        {
            // A name with half a character in it can be nothing that is looked for.
            if (Ascii.IsValid(extra.Name))
            {
                writer.WritePropertyName(extra.Name);
                extra.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        JsonBody.Return(writer);
        return ErrorBody.Parse(JsonText.Parse(buffer.WrittenSpan));
    }

    private static void Read(ref Utf8JsonReader reader, ref List<Extra>? kept, bool joins)
    {
        // A stream repeats most of these with every event: a value that has not changed costs nothing.
        for (var i = 0; kept is not null && i < kept.Count; i++)
        {
            if (kept[i].HasName(reader))
            {
                var name = reader;
                reader.Read();
                ReadAgain(
                    ref reader, kept, i, joins
                    && (reader.TokenType == JsonTokenType.StartArray || IsJoined(name, reader)));
                return;
            }
        }

        var first = reader;
        reader.Read();
        if (reader.TokenType != JsonTokenType.Null)
        {
            var known = RepeatedJson.Find(first);
            (kept ??= new(1)).Add(new Extra(known?.Text ?? JsonText.Get(ref first), known, reader));
            reader.Skip();
        }
    }

    private static void ReadAgain(ref Utf8JsonReader reader, List<Extra> kept, int index, bool joins)
    {
        if (reader.TokenType == JsonTokenType.Null
            || (reader.TokenType == JsonTokenType.String && kept[index].Text is { } text
            && reader.ValueTextEquals(text.Utf8)))
        {
            return;
        }

        var value = reader;
        reader.Skip();
        if (joins && value.TokenType == JsonTokenType.StartArray && !HasItems(value))
        {
            return;
        }

        if (joins)
        {
            kept[index] = kept[index].Join(value);
        }
        else if (!kept[index].IsSame(value, (int)(reader.BytesConsumed - value.TokenStartIndex)))
        {
            kept[index] = kept[index].With(value);
        }
    }

    private static AdditionalPropertiesDictionary? Properties(List<Extra>? kept)
    {
        if (kept is null)
        {
            return null;
        }

        var properties = new AdditionalPropertiesDictionary();
        foreach (var extra in kept)
        {
            properties[extra.Name] = extra.Text is { } text ? text.Element : JsonText.Parse(extra.Json);
        }

        return properties;
    }

    private static JsonElement Element(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>One field: a short string that answers repeat, or the bytes of any other value.</summary>
    private readonly struct Extra
    {
        private readonly RepeatedJson? _knownName;

        public Extra(string name, RepeatedJson? knownName, Utf8JsonReader value)
            : this(name, knownName, RepeatedJson.Find(value), [])
        {
            Json = Text is null ? Copy(value) : [];
        }

        private Extra(string name, RepeatedJson? knownName, RepeatedJson? text, byte[] json)
        {
            Name = name;
            _knownName = knownName;
            Text = text;
            Json = json;
        }

        public string Name { get; }

        public RepeatedJson? Text { get; }

        public byte[] Json { get; }

        /// <summary>Whether the property at the reader is this one.</summary>
        public bool HasName(in Utf8JsonReader reader) =>
            _knownName is not null ? reader.ValueTextEquals(_knownName.Utf8) : reader.ValueTextEquals(Name);

        public Extra With(Utf8JsonReader value) => new(Name, _knownName, value);

        /// <summary>This one with a further piece of it behind.</summary>
        public Extra Join(Utf8JsonReader value) => new(Name, _knownName, null, JoinedPieces.Join(Json, Copy(value)));

        /// <summary>Whether a value has the same bytes as this one.</summary>
        public bool IsSame(Utf8JsonReader value, int length) =>
            Text is not null ? value.TokenType == JsonTokenType.String && value.ValueTextEquals(Text.Utf8)
            : value.TokenType == JsonTokenType.String
                ? Json.Length == value.ValueSpan.Length + 2 && Json.AsSpan(1, Json.Length - 2)
                .SequenceEqual(value.ValueSpan)
            : value.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && Json.Length == length
                && Json.AsSpan().SequenceEqual(value.ValueSpan);

        public void WriteTo(Utf8JsonWriter writer)
        {
            if (Text is not null)
            {
                writer.WriteStringValue(Text.Text);
            }
            else
            {
                writer.WriteRawValue(Json, skipInputValidation: true);
            }
        }

        private static byte[] Copy(Utf8JsonReader value) =>
            value.TokenType == JsonTokenType.String
                ? [(byte)'"', .. value.ValueSpan, (byte)'"']
                : value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                    ? Encoding.UTF8.GetBytes(JsonText.Parse(ref value).GetRawText())
                    : value.ValueSpan.ToArray();
    }
}
