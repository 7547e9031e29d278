using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Fields of an answer that the abstractions have no place for (log probabilities, citations, fingerprints, …). They are kept as
/// <see cref="JsonElement"/>s under their wire names; of those that a stream repeats, the last value.
/// </summary>
internal struct AdditionalFields
{
    private List<Extra>? _response;
    private List<Extra>? _message;
    private JsonArray? _logprobs;

    /// <summary>Reads a property, from its name on, that belongs to the whole response.</summary>
    public void ReadForResponse(ref Utf8JsonReader reader) => Read(ref reader, ref _response);

    /// <summary>Reads a property, from its name on, that belongs to the message.</summary>
    public void ReadForMessage(ref Utf8JsonReader reader) => Read(ref reader, ref _message);

    /// <summary>Reads the value of <c>logprobs</c>: a stream brings the list in pieces.</summary>
    public void ReadLogprobs(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        if (JsonNode.Parse(ref reader) is JsonObject piece && piece["content"] is JsonArray items)
        {
            _logprobs ??= [];
            foreach (var item in items)
            {
                _logprobs.Add(item?.DeepClone());
            }
        }
    }

    public readonly AdditionalPropertiesDictionary? ForMessage()
    {
        var properties = Properties(_message);
        if (_logprobs is not null)
        {
            (properties ??= [])["logprobs"] = Element(new JsonObject { ["content"] = _logprobs.DeepClone() }.ToJsonString());
        }

        return properties;
    }

    public readonly AdditionalPropertiesDictionary? ForResponse() => Properties(_response);

    /// <summary>What the unknown fields say when they are all that came: <c>detail</c> and <c>message</c> are how some servers report errors.</summary>
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

    private static void Read(ref Utf8JsonReader reader, ref List<Extra>? kept)
    {
        // A stream repeats most of these with every event: a value that has not changed costs nothing.
        for (var i = 0; kept is not null && i < kept.Count; i++)
        {
            if (kept[i].HasName(reader))
            {
                reader.Read();
                ReadAgain(ref reader, kept, i);
                return;
            }
        }

        var name = reader;
        reader.Read();
        if (reader.TokenType != JsonTokenType.Null)
        {
            var known = RepeatedJson.Find(name);
            (kept ??= new(1)).Add(new Extra(known?.Text ?? JsonText.Get(ref name), known, reader));
            reader.Skip();
        }
    }

    private static void ReadAgain(ref Utf8JsonReader reader, List<Extra> kept, int index)
    {
        if (reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && kept[index].Text is { } text && reader.ValueTextEquals(text.Utf8)))
        {
            return;
        }

        var value = reader;
        reader.Skip();
        if (!kept[index].IsSame(value, (int)(reader.BytesConsumed - value.TokenStartIndex)))
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
        {
            Name = name;
            _knownName = knownName;
            Text = RepeatedJson.Find(value);
            Json = Text is null ? Copy(value) : [];
        }

        public string Name { get; }

        public RepeatedJson? Text { get; }

        public byte[] Json { get; }

        /// <summary>Whether the property at the reader is this one.</summary>
        public bool HasName(in Utf8JsonReader reader) => _knownName is not null ? reader.ValueTextEquals(_knownName.Utf8) : reader.ValueTextEquals(Name);

        public Extra With(Utf8JsonReader value) => new(Name, _knownName, value);

        /// <summary>Whether a value has the same bytes as this one.</summary>
        public bool IsSame(Utf8JsonReader value, int length) =>
            Text is not null ? value.TokenType == JsonTokenType.String && value.ValueTextEquals(Text.Utf8)
            : value.TokenType == JsonTokenType.String ? Json.Length == value.ValueSpan.Length + 2 && Json.AsSpan(1, Json.Length - 2).SequenceEqual(value.ValueSpan)
            : value.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && Json.Length == length && Json.AsSpan().SequenceEqual(value.ValueSpan);

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
