using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>Reads what was counted: <c>usage</c>, or Cohere's <c>meta</c>.</summary>
internal static class CountedUsage
{
    public static UsageDetails? Read(JsonElement json)
    {
        UsageDetails? usage = null;
        if (json.At("usage") is { ValueKind: JsonValueKind.Object } counted)
        {
            usage = Read(Encoding.UTF8.GetBytes(counted.GetRawText()));
        }
        else if (json.At("meta") is { ValueKind: JsonValueKind.Object } meta)
        {
            usage = Read(Meta(meta));
        }

        // Cohere's embeddings count what they bill, and Jina's rerankers the total alone: it is what was read.
        if (usage is { InputTokenCount: null } && json.At("meta", "billed_units").Number("input_tokens") is { } billed)
        {
            usage.InputTokenCount = (long)billed;
            usage.TotalTokenCount ??= (long)billed;
        }

        if (usage is { InputTokenCount: null, TotalTokenCount: { } total })
        {
            usage.InputTokenCount = total - (usage.OutputTokenCount ?? 0);
        }

        return usage;
    }

    /// <summary>What else is in <c>meta</c> is no count: the version of the API.</summary>
    private static byte[] Meta(JsonElement meta)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var name in (ReadOnlySpan<string>)["tokens", "billed_units"])
            {
                if (meta.At(name) is { ValueKind: JsonValueKind.Object } counts)
                {
                    writer.WritePropertyName(name);
                    counts.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static UsageDetails? Read(ReadOnlySpan<byte> json)
    {
        UsageDetails? usage = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        UsageReader.Read(ref reader, ref usage);
        return usage is { InputTokenCount: null, TotalTokenCount: null, OutputTokenCount: null, AdditionalCounts: null }
            ? null
            : usage;
    }
}
