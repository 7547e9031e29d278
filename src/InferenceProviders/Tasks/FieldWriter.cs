using System.Collections;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>
/// Writes the top-level fields of a request's body by the precedence that every protocol shares: what the caller set by
/// its wire name (raw representation first, then additional properties) takes the place of the field that a typed
/// option makes, a field that the provider refuses is left out, and what is this library's own
/// (<see cref="OwnProperties"/>) is never sent.
/// </summary>
/// <param name="writer">The body.</param>
/// <param name="additional">The caller's additional properties. A null value asks for the field to be left out.</param>
/// <param name="overrides">Fields of the caller's raw representation; they win over everything else.</param>
/// <param name="omitted">Fields that the provider refuses although others ignore them; null for none.</param>
/// <param name="reserved">
/// An additional property that is written elsewhere, inside another field; null for none.
/// </param>
internal readonly struct FieldWriter(
    Utf8JsonWriter writer,
    AdditionalPropertiesDictionary? additional,
    JsonObject? overrides = null,
    IReadOnlySet<string>? omitted = null,
    string? reserved = null)
{
    private readonly IReadOnlySet<string> _omitted = omitted ?? FrozenSet<string>.Empty;

    /// <summary>
    /// Whether a typed option's field is to be written: not set by its wire name, and not one that the provider
    /// refuses.
    /// </summary>
    public bool Writes(string name) =>
        overrides?.ContainsKey(name) is not true && additional?.ContainsKey(name) is not true
            && !_omitted.Contains(name);

    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, which JSON has no number for.</exception>
    public void Number(string name, float? value)
    {
        if (value is { } number && Writes(name))
        {
            if (!float.IsFinite(number))
            {
                throw new ArgumentOutOfRangeException(name, number, "The value must be a finite number.");
            }

            writer.WriteNumber(name, number);
        }
    }

    public void Number(string name, long? value)
    {
        if (value is { } number && Writes(name))
        {
            writer.WriteNumber(name, number);
        }
    }

    public void Flag(string name, bool? value)
    {
        if (value is { } flag && Writes(name))
        {
            writer.WriteBoolean(name, flag);
        }
    }

    public void Text(string name, string? value)
    {
        if (value is not null && Writes(name))
        {
            writer.WriteString(name, value);
        }
    }

    public void Json(string name, JsonElement? value)
    {
        if (value is { } element && Writes(name))
        {
            writer.WritePropertyName(name);
            element.WriteTo(writer);
        }
    }

    /// <summary>Begins an array that the caller of this method ends, if the field is to be written.</summary>
    public bool StartArray(string name)
    {
        if (!Writes(name))
        {
            return false;
        }

        writer.WriteStartArray(name);
        return true;
    }

    /// <summary>
    /// Begins an array in which both have a say: the items of the caller's own field, where it is a list, come first. A
    /// caller's field of another kind takes the place of it, as everywhere.
    /// </summary>
    public bool StartJoinedArray(string name)
    {
        if (!IsList(name))
        {
            return StartArray(name);
        }

        writer.WriteStartArray(name);
        foreach (var item in JsonValueWriter.ToNode(CallersValue(name), name)!.AsArray())
        {
            if (item is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                item.WriteTo(writer);
            }
        }

        return true;
    }

    /// <summary>Begins an object that the caller of this method ends, if the field is to be written.</summary>
    public bool StartObject(string name)
    {
        if (!Writes(name))
        {
            return false;
        }

        writer.WriteStartObject(name);
        return true;
    }

    /// <summary>Writes what the caller set by wire names. The last fields of the body.</summary>
    /// <param name="joined">The lists that <see cref="StartJoinedArray"/> has written.</param>
    /// <exception cref="InferenceException">A value cannot be written as JSON.</exception>
    public void WriteCallersFields(params ReadOnlySpan<string?> joined)
    {
        if (additional is not null)
        {
            foreach (var (name, value) in additional)
            {
                if (value is not null && name != reserved && !OwnProperties.Contains(name)
                    && overrides?.ContainsKey(name) is not true && !_omitted.Contains(name)
                    && !(joined.Contains(name) && IsList(name)))
                {
                    Write(name, value);
                }
            }
        }

        if (overrides is not null)
        {
            foreach (var (name, value) in overrides)
            {
                if (!OwnProperties.Contains(name) && !(joined.Contains(name) && IsList(name)))
                {
                    Write(name, value);
                }
            }
        }
    }

    private bool IsList(string name) => !_omitted.Contains(name) && CallersValue(name) switch
    {
        null or string or IDictionary or IEnumerable<KeyValuePair<string, object?>> => false,
        JsonElement element => element.ValueKind == JsonValueKind.Array,
        JsonNode node => node is JsonArray,
        IEnumerable => true,
        _ => false,
    };

    private object? CallersValue(string name) =>
        overrides?.TryGetPropertyValue(name, out var node) is true ? node
        : additional?.TryGetValue(name, out var value) is true ? value
        : null;

    private void Write(string name, object? value)
    {
        writer.WritePropertyName(name);
        JsonValueWriter.Write(writer, value, name);
    }
}
