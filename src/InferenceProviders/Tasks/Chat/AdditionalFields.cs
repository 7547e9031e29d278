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
    private List<AdditionalField>? _response;
    private List<AdditionalField>? _message;
    private JsonNode? _logprobs;
    private JsonArray? _parts;

    /// <summary>Reads a property, from its name on, that belongs to the whole response.</summary>
    /// <param name="reader">At the name; then at the end of the value.</param>
    /// <param name="slots">
    /// Gets a value that changes from event to event; none of a field that may tell a failure.
    /// </param>
    /// <param name="mayFail">Whether the field may tell a failure.</param>
    public void ReadForResponse(ref Utf8JsonReader reader, ref EventSlots slots, bool mayFail)
    {
        if (Read(ref reader, ref _response, joins: false) is >= 0 and var index && !mayFail)
        {
            slots.Add(EventSlot.At(reader, EventSlotKind.ResponseField, index));
        }
    }

    /// <summary>
    /// Reads a property, from its name on, that belongs to the message. Lists (annotations, token ids) come in pieces,
    /// which are joined.
    /// </summary>
    /// <param name="reader">At the name; then at the end of the value.</param>
    /// <param name="slots">Gets a value that changes from event to event.</param>
    public void ReadForMessage(ref Utf8JsonReader reader, ref EventSlots slots)
    {
        var value = reader;
        value.Read();
        var isList = value.TokenType == JsonTokenType.StartArray;
        if (isList && HasItems(value))
        {
            slots.Spoil();
        }

        if (Read(ref reader, ref _message, joins: isList) is >= 0 and var index)
        {
            slots.Add(EventSlot.At(reader, EventSlotKind.MessageField, index));
        }
    }

    /// <summary>Gives a field the value that a slot has in another event.</summary>
    public readonly void Replace(in EventSlot slot, ReadOnlySpan<byte> value)
    {
        switch (slot.Kind)
        {
            case EventSlotKind.ResponseField:
                CollectionsMarshal.AsSpan(_response)[slot.Field].Replace(value, slot.IsString);
                break;

            case EventSlotKind.MessageField:
                CollectionsMarshal.AsSpan(_message)[slot.Field].Replace(value, slot.IsString);
                break;
        }
    }

    /// <summary>Keeps a value that belongs to the whole response; of several the last.</summary>
    public void KeepForResponse(string name, Utf8JsonReader value)
    {
        var field = new AdditionalField(name, value);
        var index = _response?.FindIndex(kept => kept.Name == name) ?? -1;
        if (index >= 0)
        {
            _response![index] = field;
        }
        else
        {
            (_response ??= new(1)).Add(field);
        }
    }

    /// <summary>Keeps a value that belongs to the message and is known only now.</summary>
    public void KeepForMessage(string name, JsonElement value)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value));
        reader.Read();
        (_message ??= new(1)).Add(new AdditionalField(name, reader));
    }

    /// <summary>Adds the sources that the fields name, those of the message first.</summary>
    public readonly void ReadCitations(ref List<AIAnnotation>? citations)
    {
        ReadCitations(_message, ref citations);
        ReadCitations(_response, ref citations);
    }

    /// <summary>Keeps a part of the message's content that is not known.</summary>
    public void KeepPart(JsonElement part)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(part));
        reader.Read();
        (_parts ??= []).Add(JsonText.ParseNode(ref reader));
    }

    /// <summary>
    /// Reads the value of <c>logprobs</c>, of which a stream brings the lists in pieces: <c>content</c>, <c>refusal</c>
    /// and <c>reasoning_content</c>, or the older <c>tokens</c>, <c>token_logprobs</c>, …, or one number a token.
    /// </summary>
    public void ReadLogprobs(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

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
        foreach (var field in _response ?? [])
        {
            // A name with half a character in it can be nothing that is looked for.
            if (Ascii.IsValid(field.Name))
            {
                writer.WritePropertyName(field.Name);
                field.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        JsonBody.Return(writer);
        return ErrorBody.Parse(JsonText.Parse(buffer.WrittenSpan));
    }

    private static void ReadCitations(List<AdditionalField>? kept, ref List<AIAnnotation>? citations)
    {
        for (var index = 0; index < kept?.Count; index++)
        {
            if (CitationReader.MayName(kept[index].Name))
            {
                CitationReader.Read(kept[index].Name, (JsonElement)kept[index].Element, ref citations);
            }
        }
    }

    /// <summary>
    /// Reads a property into a list of fields; returns the place there of a value that changes from event to event,
    /// else -1.
    /// </summary>
    private static int Read(ref Utf8JsonReader reader, ref List<AdditionalField>? fields, bool joins)
    {
        // A stream repeats most of these with every event: a value that has not changed costs nothing.
        var kept = CollectionsMarshal.AsSpan(fields);
        for (var index = 0; index < kept.Length; index++)
        {
            if (kept[index].HasName(reader))
            {
                reader.Read();
                return ReadAgain(ref reader, ref kept[index], joins) ? index : -1;
            }
        }

        var name = reader;
        reader.Read();
        if (reader.TokenType != JsonTokenType.Null)
        {
            (fields ??= new(1)).Add(new AdditionalField(name, reader));
            reader.Skip();
        }

        return -1;
    }

    private static bool ReadAgain(ref Utf8JsonReader reader, ref AdditionalField kept, bool joins)
    {
        if (reader.TokenType == JsonTokenType.Null || kept.IsText(reader))
        {
            return false;
        }

        var value = reader;
        reader.Skip();
        if (!joins)
        {
            kept.Replace(value, (int)(reader.BytesConsumed - value.TokenStartIndex));
            return kept.Varies && value.TokenType is JsonTokenType.String or JsonTokenType.Number;
        }

        if (value.TokenType != JsonTokenType.StartArray || HasItems(value))
        {
            kept.Join(value);
        }

        return false;
    }

    private static AdditionalPropertiesDictionary? Properties(List<AdditionalField>? kept)
    {
        if (kept is null)
        {
            return null;
        }

        var properties = new AdditionalPropertiesDictionary();
        foreach (var field in kept)
        {
            properties[field.Name] = field.Element;
        }

        return properties;
    }

    private static JsonElement Element(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
