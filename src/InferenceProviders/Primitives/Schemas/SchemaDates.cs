using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// Times and dates as .NET reads them. A server that enforces <c>format: time</c> enforces a time with an offset (RFC
/// 3339), which <see cref="TimeOnly"/> cannot read; one that enforces <c>date-time</c> by a grammar lets a model write
/// the 31st of February.
/// </summary>
internal static class SchemaDates
{
    private const string Day =
        "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))";
    private const string Time = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,7})?";

    /// <summary>A time of the day as a pattern, in place of the format, which asks for more.</summary>
    public static void SpellTime(JsonObject schema)
    {
        if (IsFormat(schema, "time"))
        {
            schema.Remove("format");
            schema["pattern"] = $"^{Time}$";
        }
    }

    /// <summary>
    /// A date or a point in time as a pattern too, beside the format, which says the same to the model. Offsets are
    /// those of a <see cref="DateTimeOffset"/>.
    /// </summary>
    public static void SpellDate(JsonObject schema)
    {
        if (IsFormat(schema, "date"))
        {
            schema["pattern"] = $"^{Day}$";
        }
        else if (IsFormat(schema, "date-time"))
        {
            schema["pattern"] = $"^{Day}T{Time}(Z|[+\\x2D](0[0-9]|1[0-3]):[0-5][0-9])$";
        }
    }

    private static bool IsFormat(JsonObject schema, string format) =>
        SchemaGrammar.Text(schema, "format") == format && !schema.ContainsKey("pattern")
            && SchemaUnions.Types(schema["type"]).Contains("string");
}
