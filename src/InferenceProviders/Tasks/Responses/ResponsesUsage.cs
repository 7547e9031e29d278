using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>Reads <c>usage</c>. Zeros of a server that writes them where nobody counted are no counts.</summary>
internal static class ResponsesUsage
{
    public static UsageDetails? Read(JsonElement response, ResponsesDialect dialect)
    {
        if (!response.TryGetProperty("usage", out var value) || value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value));
        reader.Read();
        UsageDetails? usage = null;
        UsageReader.Read(ref reader, ref usage);
        if (usage is null || !dialect.ZeroUsageIsUnknown)
        {
            return usage;
        }

        if (usage is { InputTokenCount: null or 0, OutputTokenCount: null or 0, TotalTokenCount: null or 0 })
        {
            return null;
        }

        usage.CachedInputTokenCount = usage.CachedInputTokenCount is 0 ? null : usage.CachedInputTokenCount;
        usage.ReasoningTokenCount = usage.ReasoningTokenCount is 0 ? null : usage.ReasoningTokenCount;
        return usage;
    }
}
