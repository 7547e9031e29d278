using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Chat;
using InferenceProviders.Emulator.Hosting;
using InferenceProviders.Emulator.Models.Schemas;

namespace InferenceProviders.Emulator.Models;

/// <summary>Decides which of the offered tools a prompt asks for, and with which arguments.</summary>
internal sealed class ToolChooser(ChatRequest request, PromptFacts facts)
{
    /// <summary>A word of the name weighs as much as this many words of the description.</summary>
    private const int NameWeight = 2;

    private const int MostCalls = 8;

    private readonly HashSet<string> _spoken = [.. facts.Keywords.Select(NameWords.Stem)];

    /// <param name="number">Makes the ids of the calls unlike those of other answers.</param>
    public IReadOnlyList<ToolCall> Choose(long number)
    {
        var calls = Chosen().SelectMany(Calls).Take(request.ParallelToolCalls ? MostCalls : 1);
        return [.. calls.Select((call, i) => new ToolCall($"call_{number:x}_{i}", call.Name, call.Arguments.ToWire()))];
    }

    private IEnumerable<ToolDefinition> Chosen()
    {
        if (request.ToolChoice is { Mode: "function", Name: var name })
        {
            return request.Tools.Where(tool => tool.Name == name);
        }

        // Several tools are wanted when the prompt has words of several names; a description alone can win only for one.
        var named = request.Tools.Where(tool => InName(tool) > 0).ToList();
        if (named.Count > 0)
        {
            return named;
        }

        var best = request.Tools.MaxBy(InDescription)!;
        return request.ToolChoice.Mode == "required" || InDescription(best) >= NameWeight ? [best] : [];
    }

    private int InName(ToolDefinition tool) => NameWords.Split(tool.Name).Count(word => _spoken.Contains(word));

    private int InDescription(ToolDefinition tool) =>
        (InName(tool) * NameWeight) + NameWords.Split(tool.Description).Distinct().Count(word => _spoken.Contains(word));

    /// <summary>One call; or one for each name in the prompt, when the tool takes one name: the weather in Paris and London.</summary>
    private IEnumerable<(string Name, JsonNode Arguments)> Calls(ToolDefinition tool)
    {
        var first = Arguments(tool, facts);
        var subject = facts.Names.Count > 1
            ? first.Where(pair => pair.Value is JsonValue value && value.TryGetValue<string>(out var text) && facts.Names.Contains(text)).ToList()
            : [];
        if (subject is not [var (field, _)])
        {
            yield return (tool.Name, first);
            yield break;
        }

        foreach (var name in facts.Names)
        {
            var arguments = (JsonObject)first.DeepClone();
            arguments[field] = name;
            yield return (tool.Name, arguments);
        }
    }

    private static JsonObject Arguments(ToolDefinition tool, PromptFacts facts) =>
        new SchemaSampler(tool.Schema, facts, optionalToo: false).Sample() as JsonObject ?? [];
}
