using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// The bounds of integers that are smaller than those of the wire. A grammar lets a model write sixteen digits
/// (llama.cpp), which an <see cref="int"/> cannot hold.
/// </summary>
internal static class SchemaIntegers
{
    private static readonly FrozenDictionary<string, (long Minimum, long Maximum)> Formats =
        new Dictionary<string, (long, long)>
    {
        ["int8"] = (sbyte.MinValue, sbyte.MaxValue),
        ["uint8"] = (byte.MinValue, byte.MaxValue),
        ["int16"] = (short.MinValue, short.MaxValue),
        ["uint16"] = (ushort.MinValue, ushort.MaxValue),
        ["int32"] = (int.MinValue, int.MaxValue),
        ["uint32"] = (uint.MinValue, uint.MaxValue),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The bounds of a .NET type; null when it is no integer or as large as the wire's.</summary>
    public static (long Minimum, long Maximum)? Of(Type type) =>
        Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        _ when (Nullable.GetUnderlyingType(type) ?? type).IsEnum => null,
        TypeCode.SByte => (sbyte.MinValue, sbyte.MaxValue),
        TypeCode.Byte => (byte.MinValue, byte.MaxValue),
        TypeCode.Int16 => (short.MinValue, short.MaxValue),
        TypeCode.UInt16 => (ushort.MinValue, ushort.MaxValue),
        TypeCode.Int32 => (int.MinValue, int.MaxValue),
        TypeCode.UInt32 => (uint.MinValue, uint.MaxValue),
        _ => null,
    };

    public static void Bound(JsonObject root, IReadOnlyDictionary<string, (long Minimum, long Maximum)> bounds)
    {
        if (root["properties"] is not JsonObject properties)
        {
            return;
        }

        foreach (var (name, bound) in bounds)
        {
            if (properties[name] is JsonObject property)
            {
                Bound(property, bound);
            }
        }
    }

    /// <summary>The bounds that an OpenAPI format stands for.</summary>
    public static void Bound(JsonObject schema)
    {
        if (schema["format"] is JsonValue format && format.TryGetValue<string>(out var word)
            && Formats.TryGetValue(word, out var bound))
        {
            Bound(schema, bound);
        }
    }

    private static void Bound(JsonObject schema, (long Minimum, long Maximum) bound)
    {
        if (!SchemaUnions.Types(schema["type"]).Contains("integer") || schema.ContainsKey("enum")
            || schema.ContainsKey("const"))
        {
            return;
        }

        if (!schema.ContainsKey("minimum") && !schema.ContainsKey("exclusiveMinimum"))
        {
            schema["minimum"] = bound.Minimum;
        }

        if (!schema.ContainsKey("maximum") && !schema.ContainsKey("exclusiveMaximum"))
        {
            schema["maximum"] = bound.Maximum;
        }
    }
}
