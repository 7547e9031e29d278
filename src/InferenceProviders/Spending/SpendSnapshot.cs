using System.Buffers;
using System.Globalization;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Spending;

/// <summary>What was spent of a limit, as a document.</summary>
/// <param name="Period">The period of the limit, in its own words; empty for none.</param>
/// <param name="Parts">Nano-dollars by the moments from which on they count, as ticks.</param>
internal sealed record SpendSnapshot(string Period, IReadOnlyList<KeyValuePair<long, long>> Parts)
{
    private const int Version = 1;

    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("period", Period);
            writer.WriteStartObject("spent_nano_usd");
            foreach (var (ticks, amount) in Parts)
            {
                var from = new DateTime(ticks, DateTimeKind.Utc);
                writer.WriteNumber(from.ToString("o", CultureInfo.InvariantCulture), amount);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <exception cref="JsonException">The document is none of these.</exception>
    public static SpendSnapshot Read(JsonElement root)
    {
        if (root.Number("version") is not Version || root.At("period") is not { ValueKind: JsonValueKind.String } period
            || root.At("spent_nano_usd") is not { ValueKind: JsonValueKind.Object } spent)
        {
            throw Wrong();
        }

        var parts = new List<KeyValuePair<long, long>>();
        foreach (var part in spent.EnumerateObject())
        {
            parts.Add(
                DateTime.TryParse(
                    part.Name, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
                && part.Value.ValueKind == JsonValueKind.Number && part.Value.TryGetInt64(out var amount) && amount >= 0
                    ? new(at.Ticks, amount) : throw Wrong());
        }

        return new(period.GetString()!, parts);
    }

    private static JsonException Wrong() =>
        new("The document is none that SpendLimit.SaveAsync of this version wrote.");
}
