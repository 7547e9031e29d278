using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Budgets;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>Reads <c>usage</c>. Counts that have no property of their own are kept as additional counts, by their path on the wire.</summary>
internal static class UsageReader
{
    /// <summary>Reads the value at the reader into <paramref name="usage"/>, overwriting: streams repeat their counts, cumulatively.</summary>
    public static void Read(ref Utf8JsonReader reader, ref UsageDetails? usage)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        usage ??= new UsageDetails();
        usage.TotalTokenCount = null;
        ReadObject(ref reader, usage, prefix: null);
        if (usage.TotalTokenCount is null && usage.InputTokenCount is { } input && usage.OutputTokenCount is { } output)
        {
            usage.TotalTokenCount = input + output;
        }
    }

    private static void ReadObject(ref Utf8JsonReader reader, UsageDetails usage, string? prefix)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (prefix is null && (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8)))
            {
                reader.Read();
                usage.InputTokenCount = Count(ref reader) ?? usage.InputTokenCount;
            }
            else if (prefix is null && (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8)))
            {
                reader.Read();
                usage.OutputTokenCount = Count(ref reader) ?? usage.OutputTokenCount;
            }
            else if (prefix is null && reader.ValueTextEquals("total_tokens"u8))
            {
                reader.Read();
                usage.TotalTokenCount = Count(ref reader) ?? usage.TotalTokenCount;
            }
            else if (reader.ValueTextEquals("cached_tokens"u8) || reader.ValueTextEquals("prompt_cache_hit_tokens"u8))
            {
                reader.Read();
                usage.CachedInputTokenCount = Count(ref reader) ?? usage.CachedInputTokenCount;
            }
            else if (reader.ValueTextEquals("reasoning_tokens"u8))
            {
                reader.Read();
                usage.ReasoningTokenCount = Count(ref reader) ?? usage.ReasoningTokenCount;
            }
            else if (prefix is "prompt_tokens_details" or "input_tokens_details" && reader.ValueTextEquals("audio_tokens"u8))
            {
                reader.Read();
                usage.InputAudioTokenCount = Count(ref reader) ?? usage.InputAudioTokenCount;
            }
            else if (prefix is "completion_tokens_details" or "output_tokens_details" && reader.ValueTextEquals("audio_tokens"u8))
            {
                reader.Read();
                usage.OutputAudioTokenCount = Count(ref reader) ?? usage.OutputAudioTokenCount;
            }
            else
            {
                ReadOther(ref reader, usage, prefix);
            }
        }
    }

    private static void ReadOther(ref Utf8JsonReader reader, UsageDetails usage, string? prefix)
    {
        var name = JsonText.Get(ref reader);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, usage, prefix is null ? name : $"{prefix}.{name}");
        }
        else if (name is "estimated_cost" or "cost" or "total_cost")
        {
            ReadCost(ref reader, usage);
        }
        else if (Count(ref reader) is { } count)
        {
            (usage.AdditionalCounts ??= [])[prefix is null ? name : $"{prefix}.{name}"] = count;
        }
    }

    /// <summary>What the provider charges, in US dollars (<c>estimated_cost</c> in wire ROUTER); kept in nano-dollars, because counts are whole.</summary>
    private static void ReadCost(ref Utf8JsonReader reader, UsageDetails usage)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var dollars) && dollars is >= 0 and < 1_000_000)
        {
            (usage.AdditionalCounts ??= [])[PriceBook.ReportedCost] = (long)decimal.Round(dollars * 1_000_000_000m);
        }
        else
        {
            reader.Skip();
        }
    }

    private static long? Count(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out var count) ? count
                : reader.TryGetDouble(out var fraction) && fraction == Math.Floor(fraction) && Math.Abs(fraction) < long.MaxValue ? (long)fraction
                : null;
        }

        reader.Skip();
        return null;
    }
}
