using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Transport;

/// <summary>
/// Writes a value that a caller put into <c>AdditionalProperties</c> (numbers, strings, lists, dictionaries, JSON).
/// Types that only reflection could write are written with the serializer options of Microsoft.Extensions.AI when they
/// know them.
/// </summary>
internal static class JsonValueWriter
{
    private const int MaxDepth = 64;

    /// <param name="writer">Where the value goes.</param>
    /// <param name="value">What a caller gave.</param>
    /// <param name="name">What the caller knows it by, for errors.</param>
    /// <exception cref="InferenceException">It cannot be written as JSON.</exception>
    public static void Write(Utf8JsonWriter writer, object? value, string name) => Write(writer, value, name, depth: 0);

    /// <summary>The value as nodes; null for null.</summary>
    public static JsonNode? ToNode(object? value, string name)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, name);
        }

        return JsonNode.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, object? value, string name, int depth)
    {
        if (depth > MaxDepth)
        {
            throw NotJson(value!, name, $"it is nested deeper than {MaxDepth} levels, or contains itself");
        }

        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case IJsonWritable own: own.WriteTo(writer); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case uint number: writer.WriteNumberValue(number); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case short number: writer.WriteNumberValue(number); break;
            case byte number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case double or float: throw NotJson(value, name, "it is not a finite number");
            case JsonElement element when element.ValueKind == JsonValueKind.Undefined: writer.WriteNullValue(); break;
            case JsonElement element: element.WriteTo(writer); break;
            case JsonNode node: node.WriteTo(writer); break;
            case JsonDocument document: document.WriteTo(writer); break;
            case DateTimeOffset time: writer.WriteStringValue(time); break;
            case DateTime time: writer.WriteStringValue(time); break;
            case Guid id: writer.WriteStringValue(id); break;
            case Uri uri: writer.WriteStringValue(uri.OriginalString); break;
            case Enum constant: writer.WriteStringValue(constant.ToString()); break;
            case IEnumerable<KeyValuePair<string, object?>> properties: WriteObject(
                writer, properties, name, depth + 1); break;
            case IDictionary dictionary: WriteDictionary(writer, dictionary, name, depth + 1); break;
            case IEnumerable items: WriteArray(writer, items, name, depth + 1); break;
            default: WriteKnown(writer, value, name); break;
        }
    }

    private static void WriteObject(
        Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> properties, string name, int depth)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in properties)
        {
            writer.WritePropertyName(key);
            Write(writer, value, name, depth);
        }

        writer.WriteEndObject();
    }

    private static void WriteDictionary(Utf8JsonWriter writer, IDictionary dictionary, string name, int depth)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            writer.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "");
            Write(writer, entry.Value, name, depth);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable items, string name, int depth)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item, name, depth);
        }

        writer.WriteEndArray();
    }

    private static void WriteKnown(Utf8JsonWriter writer, object value, string name)
    {
        if (!AIJsonUtilities.DefaultOptions.TryGetTypeInfo(value.GetType(), out var typeInfo))
        {
            throw NotJson(value, name, "its type is not known to the JSON serializer; pass a JsonElement or JsonNode");
        }

        try
        {
            JsonSerializer.Serialize(writer, value, typeInfo);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw NotJson(value, name, "the JSON serializer refuses it", exception);
        }
    }

    private static InferenceException NotJson(object value, string name, string why, Exception? cause = null) =>
        new(InferenceErrorKind.InvalidRequest, $"'{name}' cannot be sent as JSON: {why} ({value.GetType()}).", cause);
}
