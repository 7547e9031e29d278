using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Fields of an answer that the abstractions have no place for (log probabilities, citations, fingerprints, …). They are kept as
/// <see cref="JsonElement"/>s under their wire names; of those that a stream repeats, the last value.
/// </summary>
internal struct AnswerExtras
{
    private List<(string Name, byte[] Json)>? _response;
    private List<(string Name, byte[] Json)>? _message;
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
        foreach (var (name, json) in _response ?? [])
        {
            // A name with half a character in it can be nothing that is looked for.
            if (Ascii.IsValid(name))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json, skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
        JsonBody.Return(writer);
        return ErrorBody.Parse(JsonText.Parse(buffer.WrittenSpan));
    }

    private static void Read(ref Utf8JsonReader reader, ref List<(string Name, byte[] Json)>? kept)
    {
        // A stream repeats most of these with every event: a value that has not changed costs nothing.
        var index = -1;
        for (var i = 0; kept is not null && i < kept.Count; i++)
        {
            if (reader.ValueTextEquals(kept[i].Name))
            {
                index = i;
                break;
            }
        }

        var name = index >= 0 ? kept![index].Name : null;
        var nameReader = reader;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        var before = reader;
        reader.Skip();
        var start = (int)before.TokenStartIndex;
        var length = (int)reader.BytesConsumed - start;
        if (index >= 0)
        {
            if (!Same(before, kept![index].Json, length))
            {
                kept[index] = (name!, Copy(before));
            }
        }
        else
        {
            (kept ??= []).Add((JsonText.Get(ref nameReader), Copy(before)));
        }
    }

    /// <summary>Whether the value has the same bytes as the one that is kept.</summary>
    private static bool Same(Utf8JsonReader value, byte[] kept, int length) =>
        value.TokenType == JsonTokenType.String
            ? kept.Length == value.ValueSpan.Length + 2 && kept.AsSpan(1, kept.Length - 2).SequenceEqual(value.ValueSpan)
            : value.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && kept.Length == length && kept.AsSpan().SequenceEqual(value.ValueSpan);

    private static byte[] Copy(Utf8JsonReader value) =>
        value.TokenType == JsonTokenType.String
            ? [(byte)'"', .. value.ValueSpan, (byte)'"']
            : value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                ? Encoding.UTF8.GetBytes(JsonText.Parse(ref value).GetRawText())
                : value.ValueSpan.ToArray();

    private static AdditionalPropertiesDictionary? Properties(List<(string Name, byte[] Json)>? kept)
    {
        if (kept is null)
        {
            return null;
        }

        var properties = new AdditionalPropertiesDictionary();
        foreach (var (name, json) in kept)
        {
            properties[name] = JsonText.Parse(json);
        }

        return properties;
    }

    private static JsonElement Element(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
