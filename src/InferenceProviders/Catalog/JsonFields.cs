using System.Text.Json;

namespace InferenceProviders.Catalog;

/// <summary>
/// Reads fields that may be absent, null, or of another type than documented: all of these give null, so that one odd
/// entry does not spoil a list.
/// </summary>
internal static class JsonFields
{
    public static JsonElement Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    public static bool? Flag(this JsonElement element, string name) => element.Field(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A number that is not below zero.</summary>
    public static double? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number)
            && double.IsFinite(number) && number >= 0
            ? number
            : null;

    /// <summary>An amount of money that is not below zero.</summary>
    public static decimal? Amount(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var amount)
            && amount >= 0 ? amount : null;

    /// <summary>A whole number that is not below zero; <c>131072.0</c> is one too.</summary>
    public static long? Count(this JsonElement element, string name) =>
        element.Number(name) is { } number && number < long.MaxValue ? (long)number : null;

    public static string[] Texts(this JsonElement element, string name) =>
        element.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
            .ToArray();

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
}
