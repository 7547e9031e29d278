using System.Drawing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks;

/// <summary>
/// Width and height in pixels; in JSON <c>{"width":768,"height":512}</c>, as <c>target_size</c> is specified.
/// </summary>
internal readonly record struct PixelSize(int Width, int Height) : IJsonWritable
{
    /// <summary><c>768x512</c>, the form of OpenAI's images API.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("width"u8, Width);
        writer.WriteNumber("height"u8, Height);
        writer.WriteEndObject();
    }

    /// <summary>
    /// A size in any of the types that callers put into <c>AdditionalProperties</c>; null when it is none.
    /// </summary>
    public static PixelSize? From(object? value) => value switch
    {
        PixelSize size => size,
        Size size => new(size.Width, size.Height),
        JsonElement { ValueKind: JsonValueKind.Object } json =>
            From(json.TryGetProperty("width", out var w) ? w : null, json.TryGetProperty("height", out var h) ? h
            : null),
        JsonObject json => From(json["width"], json["height"]),
        IEnumerable<KeyValuePair<string, object?>> fields =>
            From(
                fields.FirstOrDefault(field => field.Key == "width").Value,
                fields.FirstOrDefault(field => field.Key == "height").Value),
        _ => null,
    };

    /// <summary>A number of pixels; null when it is not a whole number.</summary>
    public static int? Pixels(object? value) => value switch
    {
        int number => number,
        long number and >= 0 and <= int.MaxValue => (int)number,
        double number when double.IsInteger(number) && number is >= 0 and <= int.MaxValue => (int)number,
        JsonElement { ValueKind: JsonValueKind.Number } json when json.TryGetInt32(out var number) => number,
        JsonValue json when json.TryGetValue(out int number) => number,
        JsonValue json when json.TryGetValue(out JsonElement element) => Pixels(element),
        _ => null,
    };

    private static PixelSize? From(object? width, object? height) =>
        Pixels(width) is { } w && Pixels(height) is { } h ? new(w, h) : null;
}
