using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Requests;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>What a model said in one turn, in tokens.</summary>
internal sealed record ModelTurn(
    IReadOnlyList<string> Reasoning, IReadOnlyList<string> Text, IReadOnlyList<ToolCall> Calls, int InputTokens)
{
    public bool IsEmpty => Reasoning.Count == 0 && Text.Count == 0 && Calls.Count == 0;

    public int OutputTokens =>
        Reasoning.Count + Text.Count + Calls.Sum(call => Tokens.Count(call.Name) + Tokens.Count(call.Arguments));
}

/// <summary>The model behind a response: scripted turns first, then its own mind.</summary>
internal sealed class ModelTurns(EmulatedCall call)
{
    public ModelTurn Next(
        int turn, ResponsesRequest request, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ToolDefinition> tools)
    {
        if (call.Address.Role == HostRole.Router)
        {
            Authentication.RequireInferenceToken(call);
        }

        if (request.Objection is not null)
        {
            throw request.Objection;
        }

        var scripted = call.Rule?.ScriptedTurns.ElementAtOrDefault(turn);
        var target = call.Target
            ?? (scripted is null && call.Address.Role == HostRole.Router ? throw NotServed() : Unknown());
        var asked = new ChatRequest
        {
            Messages = messages,
            Tools = tools,
            ToolChoice = request.ToolChoice,
            Format = request.Format,
            MaxTokens = request.MaxTokens,
            ReasoningEffort = request.Effort,
        };
        ModelLimits.Check(asked, target);
        var number = call.Emulation.Next();
        var answer = scripted is null ? Assistant.Answer(asked, target.Model, number) : Scripted(scripted, number);
        var (reasoning, text, calls, _) = ChatCompletion.Limit(answer, asked);
        return new(reasoning, text, calls, PromptTokens.Count(asked));
    }

    private static ChatAnswer Scripted(EmulatorAnswer answer, long number) => new(answer.Text)
    {
        Reasoning = answer.Reasoning,
        ToolCalls = [
            .. answer.ToolCalls.Select(
                (tool, i) => new ToolCall(tool.Id ?? $"call_{number:x}_{i}", tool.Name, tool.Arguments))],
    };

    private Target Unknown()
    {
        var id = call.Request.RequestedModel ?? "model";
        return new(new(id) { InputModalities = ["text", "image"] }, new("endpoint", id));
    }

    private ApiException NotServed() =>
        new(400, $"The requested model '{call.Json!["model"]}' is not supported by any provider you have enabled.",
        "model_not_supported", "model");
}
