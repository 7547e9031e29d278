using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Schemas;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>A small deterministic assistant: what it says, calls and fills in follows from the conversation.</summary>
internal static class Assistant
{
    /// <param name="request">The conversation, the tools and the format that is asked for.</param>
    /// <param name="model">Who speaks.</param>
    /// <param name="number">Makes the ids of tool calls unlike those of other answers.</param>
    public static ChatAnswer Answer(ChatRequest request, EmulatorModel model, long number)
    {
        var conversation = new Conversation(request);
        var calls = Calls(request, conversation, number);
        var answer = calls.Count > 0 ? new ChatAnswer("") { ToolCalls = calls }
            : request.Format.Json ? new(Json(request.Format, conversation)?.ToWire() ?? "null")
            : new(ReplyWriter.Write(conversation, model));
        return model.Reasoning && request.ReasoningEffort != "none"
            ? answer with { Reasoning = Thought.About(conversation, answer, request.ReasoningEffort) }
            : answer;
    }

    /// <summary>
    /// Tools are called before there are results; when a call is demanded, every time, as the real ones do.
    /// </summary>
    private static IReadOnlyList<ToolCall> Calls(ChatRequest request, Conversation conversation, long number) =>
        request.Tools.Count > 0
            && (request.ToolChoice.Forced || (request.ToolChoice.Mode == "auto" && conversation.Results.Count == 0))
            ? new ToolChooser(request, conversation.Facts).Choose(number)
            : [];

    private static JsonNode? Json(ResponseFormat format, Conversation conversation) =>
        format.Schema is null
            ? new JsonObject
            {
                ["answer"] = conversation.Results.Count > 0 ? ReplyWriter.Results(conversation) : conversation.Prompt,
            }
            : new SchemaSampler(format.Schema, conversation.FactsWithResults, optionalToo: true).Sample();
}
