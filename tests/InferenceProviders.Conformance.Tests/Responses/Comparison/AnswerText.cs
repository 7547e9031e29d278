using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Responses.Comparison;

/// <summary>What we read, line by line, so that it can be compared with what was to be read.</summary>
internal static class AnswerText
{
    public static IReadOnlyList<string> Of(ChatResponse response)
    {
        List<string> lines =
        [
            $"id {response.ResponseId}",
            $"model {response.ModelId}",
            $"created {response.CreatedAt?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}",
            $"conversation {response.ConversationId}",
            $"finish {response.FinishReason?.Value}",
            $"usage {Usage(response.Usage)}",
        ];
        foreach (var message in response.Messages)
        {
            lines.Add($"message {message.Role} {message.MessageId}");
            lines.AddRange(message.Contents.Select(Content));
        }

        return lines;
    }

    public static IReadOnlyList<string> Of(Exception exception, bool hadUpdates)
    {
        if (exception is not InferenceException failure)
        {
            return [$"{exception.GetType().Name}: {exception.Message}"];
        }

        var cause = failure.Kind == InferenceErrorKind.Interrupted
            ? failure.InnerException as InferenceException
            : failure;
        return
        [
            $"error {cause?.Kind}",
            $"status {(int?)failure.StatusCode}",
            $"interrupted {failure.Kind == InferenceErrorKind.Interrupted} after updates {hadUpdates}",
            $"partial {failure.PartialText}",
        ];
    }

    public static string Usage(UsageDetails? usage) => usage is null
        ? "none"
        : $"in {usage.InputTokenCount} out {usage.OutputTokenCount} total {usage.TotalTokenCount} "
            + $"cached {usage.CachedInputTokenCount} reasoning {usage.ReasoningTokenCount}";

    public static string Arguments(string json) =>
        JsonSerializer.Serialize(
            JsonSerializer.Deserialize<SortedDictionary<string, JsonElement>>(string.IsNullOrEmpty(json) ? "{}"
            : json));

    private static string Content(AIContent content) => content switch
    {
        TextContent text => $"  text {text.Text}",
        TextReasoningContent reasoning => $"  reasoning {Property(reasoning, "reasoningItemId")} {reasoning.Text}",
        FunctionCallContent call =>
            $"  function {call.Name} {Id(call.CallId)} {Arguments(call.Arguments, call.RawRepresentation as string)}",
        McpServerToolCallContent call =>
            $"  mcp call {call.CallId} {call.ServerName} {call.Name} {Arguments(call.Arguments, call.RawRepresentation as string)}",
        McpServerToolResultContent result =>
            $"  mcp result {result.CallId} "
            + $"runs {Property(result, "mcp_runs")} {string.Join(' ', (result.Outputs ?? []).Select(Output))}",
        ToolApprovalRequestContent { ToolCall: McpServerToolCallContent call } request =>
            $"  approval {request.RequestId} {call.ServerName} {call.Name} {Arguments(call.Arguments, call.RawRepresentation as string)}",
        ErrorContent error => $"  error {error.ErrorCode} {error.Message}",
        { RawRepresentation: RawJson raw } =>
            $"  item {raw.Root.GetProperty("type").GetString()} {raw.Root.GetProperty("id").GetString()}",
        _ => $"  {content.GetType().Name}",
    };

    private static string Output(AIContent output) =>
        output is ErrorContent error ? $"error {error.Message}" : $"text {output}";

    private static string Arguments(IDictionary<string, object?>? arguments, string? raw) =>
        arguments is null || raw is not null ? $"broken {raw}"
            : JsonSerializer.Serialize(new SortedDictionary<string, object?>(arguments));

    private static string? Property(AIContent content, string name) =>
        content.AdditionalProperties?.TryGetValue(name, out var value) is true ? value?.ToString() : null;

    private static string Id(string id) =>
        id.StartsWith("call_", StringComparison.Ordinal) && Guid.TryParseExact(id[5..], "N", out _) ? "(made)" : id;
}
