using System.Text.Json;

namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>Shorthand for looking into responses and building histories.</summary>
internal static class Contents
{
    public static List<T> All<T>(this ChatResponse response)
        where T : AIContent => [.. response.Messages.SelectMany(static message => message.Contents).OfType<T>()];

    public static string TextOf(this McpServerToolResultContent result) =>
        string.Join(
            '\n', (result.Outputs ?? [])
            .Select(static output => output is ErrorContent error ? $"{error.ErrorCode}: {error.Message}"
            : $"{output}"));

    public static McpErrorKind ErrorOf(this McpServerToolResultContent result) =>
        Enum.Parse<McpErrorKind>(Assert.IsType<ErrorContent>(result.Outputs![0]).ErrorCode!);

    /// <summary>What an application that keeps its histories as JSON has after a restart.</summary>
    public static List<ChatMessage> ThroughJson(this IEnumerable<ChatMessage> messages) =>
        JsonSerializer.Deserialize<List<ChatMessage>>(
            JsonSerializer.Serialize(messages.ToList(), AIJsonUtilities.DefaultOptions),
            AIJsonUtilities.DefaultOptions)!;

    public static async Task<ChatResponse> StreamedAsync(
        this IChatClient chat, IEnumerable<ChatMessage> messages, ChatOptions options,
        CancellationToken cancellationToken = default) =>
        await chat.GetStreamingResponseAsync(messages, options, cancellationToken)
            .ToChatResponseAsync(cancellationToken);

    public static string Shape(this ChatResponse response) =>
        string.Join(
            '\n',
            response.Messages.Select(
                static message =>
                    $"{message.Role}: {string.Join(" | ", message.Contents.Where(static content => content is not UsageContent).Select(Describe))}"));

    private static string Describe(AIContent content) => content switch
    {
        TextContent text => text.Text,
        McpServerToolCallContent call => $"call {call.ServerName}.{call.Name}",
        McpServerToolResultContent result => $"result {result.TextOf()}",
        ToolApprovalRequestContent { ToolCall: McpServerToolCallContent call } =>
            $"approve {call.ServerName}.{call.Name}?",
        FunctionCallContent function => $"function {function.Name}",
        _ => content.GetType().Name,
    };
}
