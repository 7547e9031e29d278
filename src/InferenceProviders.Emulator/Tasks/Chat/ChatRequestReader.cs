using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>Reads a chat completion request and refuses what the real ones refuse.</summary>
internal static class ChatRequestReader
{
    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high", "xhigh"];

    public static ChatRequest Read(JsonObject json, JsonSchemaDialect? dialect)
    {
        json.Number("temperature", 0, 2);
        json.Number("top_p", 0, 1);
        json.Number("frequency_penalty", -2, 2);
        json.Number("presence_penalty", -2, 2);
        json.Integer("top_k", -1);
        json.Integer("n", 1, 1);

        var tools = ToolReader.Tools(json);
        var stream = json.Flag("stream") ?? false;
        if (!stream && json["stream_options"] is not null)
        {
            throw ApiException.Invalid(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options",
                "invalid_value");
        }

        var logProbs = json.Flag("logprobs") ?? false;
        var topLogProbs = json.Integer("top_logprobs", 0, 20) ?? 0;
        if (topLogProbs > 0 && !logProbs)
        {
            throw ApiException.Invalid("'top_logprobs' needs 'logprobs' to be true.", "top_logprobs", "invalid_value");
        }

        return new()
        {
            Messages = MessageReader.Messages(json),
            Tools = tools,
            ToolChoice = ToolReader.Choice(json, tools),
            ParallelToolCalls = json.Flag("parallel_tool_calls") ?? true,
            Format = ResponseFormatReader.Read(json, dialect),
            MaxTokens = json.Integer("max_completion_tokens", 1) ?? json.Integer("max_tokens", 1),
            Stop = json.StopSequences(),
            Stream = stream,
            IncludeUsage = json.Object("stream_options")?.Flag("include_usage", "stream_options.") ?? false,
            ReasoningEffort = Effort(json),
            LogProbs = logProbs,
            TopLogProbs = topLogProbs,
        };
    }

    private static string? Effort(JsonObject json)
    {
        var effort = json.Text("reasoning_effort");
        return effort is null || Efforts.Contains(effort)
            ? effort
            : throw ApiException.Invalid(
                $"Invalid value: '{effort}'. Supported values are: {string.Join(", ", Efforts)}.", "reasoning_effort",
                "invalid_value");
    }
}
