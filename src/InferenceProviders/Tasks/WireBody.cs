using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks;

/// <summary>
/// The JSON object that a provider gets, in wire order. A null value means "not given" and is left out.
/// </summary>
internal sealed class WireBody : IJsonWritable, IEnumerable<KeyValuePair<string, object?>>
{
    private readonly OrderedDictionary<string, object?> _fields;

    public WireBody() => _fields = [];

    public WireBody(IEnumerable<KeyValuePair<string, object?>> fields) => _fields = new(fields);

    public object? this[string name]
    {
        get => _fields.GetValueOrDefault(name);
        set
        {
            if (value is not null)
            {
                _fields[name] = value;
            }
        }
    }

    public void Add(string name, object? value) => this[name] = value;

    public bool Has(string name) => this[name] is not null;

    /// <summary>Sets a field and puts it first: routers look for the model at the start of a body.</summary>
    public void SetFirst(string name, object value)
    {
        _fields.Remove(name);
        _fields.Insert(0, name, value);
    }

    /// <summary>Removes a field and gives its value.</summary>
    public object? Take(string name) => _fields.Remove(name, out var value) ? value : null;

    /// <summary>The provider's word for a canonical name. A field that already has that name stays.</summary>
    public void Rename(string canonical, string wire)
    {
        if (Take(canonical) is { } value && !Has(wire))
        {
            this[wire] = value;
        }
    }

    /// <summary>Removes a field that is a size, and gives it; anything else stays where it is.</summary>
    public PixelSize? TakeSize(string name)
    {
        var size = PixelSize.From(this[name]);
        if (size is not null)
        {
            Take(name);
        }

        return size;
    }

    /// <summary>Removes a field that is a whole number, and gives it; anything else stays where it is.</summary>
    public int? TakeWholeNumber(string name)
    {
        var number = PixelSize.Pixels(this[name]);
        if (number is not null)
        {
            Take(name);
        }

        return number;
    }

    /// <summary>Removes <c>width</c> and <c>height</c> when both are there.</summary>
    public PixelSize? TakeWidthAndHeight()
    {
        if (PixelSize.Pixels(this["width"]) is not { } width || PixelSize.Pixels(this["height"]) is not { } height)
        {
            return null;
        }

        Take("width");
        Take("height");
        return new PixelSize(width, height);
    }

    /// <summary>Puts the caller's raw values over the body; objects are merged field by field.</summary>
    public void Override(JsonObject? values)
    {
        foreach (var (name, value) in values ?? [])
        {
            if (value is JsonObject inner && this[name] is WireBody nested)
            {
                nested.Override(inner);
            }
            else if (!OwnProperties.Contains(name))
            {
                _fields[name] = value;
            }
        }
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _fields)
        {
            if (value is not null)
            {
                writer.WritePropertyName(name);
                JsonValueWriter.Write(writer, value, name);
            }
        }

        writer.WriteEndObject();
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
