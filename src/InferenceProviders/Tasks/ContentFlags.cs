using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks;

/// <summary>
/// The flags by which providers say, beside a picture that is often black, that a filter found its content unfit:
/// <c>has_nsfw_concepts</c> (fal), <c>has_nsfw_contents</c> (WaveSpeedAI), <c>nsfw_content_detected</c> (DeepInfra),
/// <c>nsfw_detection_result</c> (Novita), <c>finishReason</c>
/// (Stability), <c>raiFilteredReason</c> (Google), and their like.
/// </summary>
internal static class ContentFlags
{
    private const int MaxDepth = 6;

    /// <summary>
    /// Whether each of an answer's results is flagged. A flag that is about none in particular is about all.
    /// </summary>
    public static bool[] Read(JsonElement answer, int count)
    {
        var flags = new bool[count];
        Read(answer, index: null, depth: 0, flags, out _);
        return flags;
    }

    /// <summary>Whether anything in the answer is flagged.</summary>
    public static bool Any(JsonElement answer)
    {
        Read(answer, index: null, depth: 0, [], out var any);
        return any;
    }

    private static void Read(JsonElement element, int? index, int depth, bool[] flags, out bool any)
    {
        any = false;
        if (depth > MaxDepth)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            var item = 0;
            foreach (var inner in element.EnumerateArray())
            {
                Read(inner, index ?? item++, depth + 1, flags, out var found);
                any |= found;
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (IsFlag(property.Name))
                {
                    any |= Set(property.Value, index, flags);
                }
                else if (property.Name is not ("input" or "inputs" or "logs" or "parameters"))
                {
                    Read(property.Value, index, depth + 1, flags, out var found);
                    any |= found;
                }
            }
        }
    }

    private static bool Set(JsonElement value, int? index, bool[] flags)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var item = 0;
            var any = false;
            foreach (var one in value.EnumerateArray())
            {
                any |= Set(one, index ?? item++, flags);
            }

            return any;
        }

        if (!IsRaised(value))
        {
            return false;
        }

        foreach (ref var flag in index is { } one
            ? flags.AsSpan(Math.Min(one, flags.Length), one < flags.Length ? 1 : 0)
            : flags)
        {
            flag = true;
        }

        return true;
    }

    private static bool IsRaised(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String =>
            value.GetString()!.ToUpperInvariant() is "TRUE" or "CONTENT_FILTERED" or "CONTENT_FILTER" or "SAFETY"
            or "IMAGE_SAFETY" or "PROHIBITED_CONTENT"
            || value.GetString()!.Contains("filtered", StringComparison.OrdinalIgnoreCase),
        JsonValueKind.Object =>
            IsRaised(value.At("valid")) || IsRaised(value.At("detected")) || IsRaised(value.At("flagged"))
            || IsRaised(value.At("filtered")),
        _ => false,
    };

    private static bool IsFlag(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain is "flagged" or "contentfiltered" or "isfiltered" or "moderated" or "finishreason"
            or "raifilteredreason" or "ismoderated" or "safetyflagged"
            || (plain.Contains("nsfw", StringComparison.Ordinal)
                && (plain.Contains("has", StringComparison.Ordinal)
                    || plain.Contains("detect", StringComparison.Ordinal)
                    || plain.Contains("content", StringComparison.Ordinal) || plain is "nsfw" or "isnsfw"));
    }
}
