using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// Everything that a response says, as text that can be compared. Ids that the library had to invent are replaced by a
/// word, and what differs from call to call (the report, raw representations) is left out.
/// </summary>
internal static class Describe
{
    public static string Response(ChatResponse response)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"id={Id(response.ResponseId)} model={response.ModelId} created={Time(response.CreatedAt)} "
            + $"finish={response.FinishReason?.Value} conversation={response.ConversationId}");
        text.AppendLine(CultureInfo.InvariantCulture, $"usage={Usage(response.Usage)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"extras={Properties(response.AdditionalProperties)}");
        foreach (var message in response.Messages)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"message {message.Role} id={Id(message.MessageId)} author={message.AuthorName} "
                + $"created={Time(message.CreatedAt)} extras={Properties(message.AdditionalProperties)}");
            foreach (var content in message.Contents)
            {
                // A stream names its sources on an empty text behind the text.
                if (content is not TextContent { Text.Length: 0, Annotations.Count: > 0 })
                {
                    text.Append("  ").AppendLine(Content(content));
                }
            }

            foreach (var citation in message.Contents.SelectMany(content => content.Annotations ?? []))
            {
                text.Append("  citation ").AppendLine(Json(citation));
            }
        }

        return text.ToString();
    }

    public static string Usage(UsageDetails? usage) => usage is null
        ? "none"
        : $"in {usage.InputTokenCount} out {usage.OutputTokenCount} total {usage.TotalTokenCount} "
            + $"cached {usage.CachedInputTokenCount} reasoning {usage.ReasoningTokenCount}"
            + $" audio {usage.InputAudioTokenCount}/{usage.OutputAudioTokenCount} "
                + $"text {usage.InputTextTokenCount}/{usage.OutputTextTokenCount}"
            + string.Concat(
                (usage.AdditionalCounts ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $" {pair.Key} {pair.Value}"));

    public static string Content(AIContent content) => content switch
    {
        TextContent text => $"text '{text.Text}'",
        TextReasoningContent reasoning => $"reasoning '{reasoning.Text}' protected={reasoning.ProtectedData}",
        FunctionCallContent call =>
            $"call {Id(call.CallId)} {call.Name} {Json(call.Arguments)} raw={call.RawRepresentation as string} "
            + $"error={call.Exception?.Message}",
        DataContent data => $"data {data.Uri}",
        UriContent uri => $"uri {uri.Uri} {uri.MediaType}",
        ErrorContent error => $"error '{error.Message}' {error.ErrorCode}",
        UsageContent usage => $"usage {Usage(usage.Details)}",
        _ => throw new NotSupportedException(content.GetType().Name),
    } + $" {Properties(content.AdditionalProperties)}";

    private static string Json(object? value) => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions);

    private static string Properties(AdditionalPropertiesDictionary? properties) => properties is null
        ? ""
        : string.Join(' ', properties
            .Where(pair => pair.Value is not RoutingReport)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={Json(pair.Value)}"));

    private static string Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture) ?? "";

    private static string? Id(string? id) => id switch
    {
        { Length: 32 } when Guid.TryParseExact(id, "N", out _) => "(made)",
        { Length: 37 }
            when id.StartsWith("call_", StringComparison.Ordinal) && Guid.TryParseExact(id[5..], "N", out _) =>
                "(made)",
        _ => id,
    };
}
