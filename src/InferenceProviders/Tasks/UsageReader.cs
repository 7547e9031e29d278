using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Budgets;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>
/// Reads <c>usage</c>, in whatever shape a provider gives it. Counts that have no property of their own are kept as
/// additional counts, by their path on the wire.
/// </summary>
internal static class UsageReader
{
    /// <summary>
    /// The additional count of tokens of the input that were written into the provider's cache, which some charge more
    /// for.
    /// </summary>
    public const string CacheWrites = "CacheWriteInputTokenCount";

    /// <summary>
    /// xAI counts its price in ticks, ten thousand million to the dollar (https://docs.x.ai, <c>cost_in_usd_ticks</c>).
    /// </summary>
    private const decimal XaiTicks = 10_000_000_000m;

    /// <summary>
    /// Whether a name at the root is that of <c>usage</c> in the form of another API: Google's, LangChain's, older
    /// servers'.
    /// </summary>
    public static bool IsOtherName(in Utf8JsonReader name) =>
        name.ValueTextEquals("usageMetadata"u8) || name.ValueTextEquals("usage_metadata"u8)
            || name.ValueTextEquals("token_usage"u8);

    /// <summary>
    /// Reads the value at the reader into <paramref name="usage"/>, overwriting: streams repeat their counts,
    /// cumulatively.
    /// </summary>
    /// <returns>
    /// Whether there was something in it that is no count, and so is not in <paramref name="usage"/>.
    /// </returns>
    public static bool Read(ref Utf8JsonReader reader, ref UsageDetails? usage)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var isSomething = reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
            return isSomething;
        }

        usage ??= new UsageDetails();
        usage.TotalTokenCount = null;
        var isLossy = ReadObject(ref reader, usage, prefix: null);
        if (usage.TotalTokenCount is null or 0 && usage.InputTokenCount is { } input
            && usage.OutputTokenCount is { } output)
        {
            usage.TotalTokenCount = input + output;
        }

        return isLossy;
    }

    private static bool ReadObject(ref Utf8JsonReader reader, UsageDetails usage, string? prefix)
    {
        var isLossy = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (prefix is null
                && (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8)))
            {
                reader.Read();
                usage.InputTokenCount = Count(ref reader, usage.InputTokenCount);
            }
            else if (prefix is null
                && (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8)))
            {
                reader.Read();
                usage.OutputTokenCount = Count(ref reader, usage.OutputTokenCount);
            }
            else if (prefix is null && reader.ValueTextEquals("total_tokens"u8))
            {
                reader.Read();
                usage.TotalTokenCount = Count(ref reader) ?? usage.TotalTokenCount;
            }
            else if (reader.ValueTextEquals("cached_tokens"u8) || reader.ValueTextEquals("prompt_cache_hit_tokens"u8))
            {
                reader.Read();
                usage.CachedInputTokenCount = Count(ref reader, usage.CachedInputTokenCount);
            }
            else if (reader.ValueTextEquals("reasoning_tokens"u8))
            {
                reader.Read();
                usage.ReasoningTokenCount = Count(ref reader, usage.ReasoningTokenCount);
            }
            else
            {
                isLossy |= ReadOther(ref reader, usage, prefix);
            }
        }

        return isLossy;
    }

    private static bool ReadOther(ref Utf8JsonReader reader, UsageDetails usage, string? prefix)
    {
        var name = RepeatedJson.Find(reader)?.Text ?? JsonText.Get(ref reader);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return ReadObject(ref reader, usage, prefix is null ? name : $"{prefix}.{name}");
        }

        if (IsCost(prefix, name))
        {
            return !ReadCost(ref reader, usage, perDollar: name == "cost_in_usd_ticks" ? XaiTicks : 1);
        }

        var isNothing = reader.TokenType is JsonTokenType.Null;
        if (Count(ref reader) is not { } count)
        {
            return !isNothing;
        }

        switch (prefix, name)
        {
            case (not null, "audio_tokens") when IsOfInput(prefix):
                usage.InputAudioTokenCount = count;
                break;

            case (not null, "audio_tokens") when IsOfOutput(prefix):
                usage.OutputAudioTokenCount = count;
                break;

            case (not null, "text_tokens") when IsOfInput(prefix):
                usage.InputTextTokenCount = count;
                break;

            case (not null, "text_tokens") when IsOfOutput(prefix):
                usage.OutputTextTokenCount = count;
                break;

            // OpenRouter and OpenAI, Anthropic, LiteLLM. The abstraction has no property for what was written into a
            // cache: it is under one name, whoever counted.
            case (_, "cache_write_tokens" or "cache_creation_tokens" or "cache_creation_input_tokens"
                or "cacheCreationInputTokens" or "cache_write_input_tokens"):
                (usage.AdditionalCounts ??= [])[CacheWrites] = count;
                break;

            // Google's own API, Ollama's, and those of gateways that speak in camel case; Cohere counts in "tokens",
            // beside what it bills.
            case (null, "promptTokenCount" or "prompt_token_count" or "input_token_count" or "promptTokens"
                or "inputTokens" or "prompt_eval_count") or ("tokens", "input_tokens"):
                usage.InputTokenCount = count;
                break;

            case (null, "candidatesTokenCount" or "candidates_token_count" or "output_token_count"
                or "completionTokens" or "outputTokens" or "eval_count" or "generated_tokens")
                or ("tokens", "output_tokens"):
                usage.OutputTokenCount = count;
                break;

            case (null, "totalTokenCount" or "total_token_count" or "totalTokens"):
                usage.TotalTokenCount = count;
                break;

            // Anthropic's name, and Google's.
            case (_, "cache_read_input_tokens" or "cache_read_tokens" or "cacheReadInputTokens"
                or "cachedContentTokenCount" or "cached_content_token_count" or "cached_input_tokens"
                or "cachedInputTokens"):
                usage.CachedInputTokenCount = count;
                break;

            case (_, "thoughtsTokenCount" or "thoughts_token_count" or "reasoningTokens" or "thinking_tokens"):
                usage.ReasoningTokenCount = count;
                break;

            default:
                (usage.AdditionalCounts ??= [])[prefix is null ? name : $"{prefix}.{name}"] = count;
                break;
        }

        return false;
    }

    /// <summary><c>prompt_tokens_details</c>, <c>input_tokens_details</c>, <c>input_token_details</c>.</summary>
    private static bool IsOfInput(string prefix) =>
        prefix is "prompt_tokens_details" or "input_tokens_details" or "input_token_details" or "prompt_token_details";

    private static bool IsOfOutput(string prefix) =>
        prefix is "completion_tokens_details" or "output_tokens_details" or "output_token_details"
            or "completion_token_details";

    /// <summary>
    /// <c>estimated_cost</c> (DeepInfra, the router), <c>cost</c> (OpenRouter), <c>cost.total_cost</c> (Perplexity),
    /// and their like: US dollars.
    /// </summary>
    private static bool IsCost(string? prefix, string name) => (prefix, name) switch
    {
        (null, "estimated_cost" or "cost" or "total_cost" or "cost_usd" or "total_cost_usd" or "cost_in_usd"
            or "cost_in_usd_ticks") => true,
        ("cost", "total_cost" or "total" or "total_usd" or "total_cost_usd") => true,
        _ => false,
    };

    /// <summary>What the provider charges; kept in nano-dollars, because counts are whole.</summary>
    private static bool ReadCost(ref Utf8JsonReader reader, UsageDetails usage, decimal perDollar)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (Number(ref reader) is { } amount && amount / perDollar is >= 0 and < 1_000_000 and var dollars)
        {
            (usage.AdditionalCounts ??= [])[PriceBook.ReportedCost] = (long)decimal.Round(dollars * 1_000_000_000m);
            return true;
        }

        return false;
    }

    private static decimal? Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetDecimal(out var number) ? number : null;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return decimal.TryParse(
                JsonText.Get(ref reader), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : null;
        }

        reader.Skip();
        return null;
    }

    /// <summary>
    /// A count, or what was known before it: counts only grow, and a zero in a later event is what servers write that
    /// do not count there.
    /// </summary>
    private static long? Count(ref Utf8JsonReader reader, long? before) =>
        Count(ref reader) is { } count && (count != 0 || before is null) ? count : before;

    private static long? Count(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var count) ? count
                    : reader.TryGetDouble(out var fraction) && fraction == Math.Floor(fraction)
                        && Math.Abs(fraction) < long.MaxValue ? (long)fraction
                    : null;

            case JsonTokenType.String:
                return Utf8Parser.TryParse(reader.ValueSpan, out long number, out var length)
                    && length == reader.ValueSpan.Length ? number : null;

            default:
                reader.Skip();
                return null;
        }
    }
}
