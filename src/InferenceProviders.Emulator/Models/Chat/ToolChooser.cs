using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Models.Schemas;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Models.Chat;

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

        var named = Named();
        if (named.Count > 0)
        {
            return named;
        }

        var best = request.Tools.MaxBy(Score)!;
        return request.ToolChoice.Mode == "required" || Score(best) >= NameWeight ? [best] : [];
    }

    /// <summary>
    /// The tools whose names the prompt has words of, several when it has words of several. Of tools that the same
    /// words speak for, the one with the better description is taken; one that fewer words speak for gives way to the
    /// one that has those and more.
    /// </summary>
    private List<ToolDefinition> Named()
    {
        var groups = request.Tools
            .GroupBy(tool => string.Join(' ', InName(tool).Order()))
            .Where(group => group.Key.Length > 0)
            .Select(group => (Words: group.Key.Split(' ').ToHashSet(), Tool: group.MaxBy(Score)!))
            .ToList();
        return [
            .. groups.Where(group => !groups.Exists(other => group.Words.IsProperSubsetOf(other.Words)))
            .Select(group => group.Tool)];
    }

    private IEnumerable<string> InName(ToolDefinition tool) =>
        NameWords.Split(tool.Name).Where(_spoken.Contains).Distinct();

    private int Score(ToolDefinition tool) =>
        (InName(tool).Count() * NameWeight) + NameWords.Split(tool.Description).Distinct().Count(_spoken.Contains);

    /// <summary>
    /// One call; or one for each name in the prompt, when the tool takes one name: the weather in Paris and London.
    /// </summary>
    private IEnumerable<(string Name, JsonNode Arguments)> Calls(ToolDefinition tool)
    {
        var first = Arguments(tool, facts);
        if (NameField(tool, first) is not { } field)
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

    /// <summary>The only field that got a name from the prompt, if any of the prompt's names may stand there.</summary>
    private string? NameField(ToolDefinition tool, JsonObject arguments)
    {
        var fields = arguments.Where(
            pair =>
            pair.Value is JsonValue value && value.TryGetValue<string>(out var text)
            && facts.Names.Contains(text)).ToList();
        if (fields is not [var (field, _)])
        {
            return null;
        }

        var reader = new SchemaReader(tool.Schema);
        var keywords = reader.Read(reader.Read(tool.Schema)["properties"]?[field]);
        return SchemaReader.Types(keywords).Contains("string") && !keywords.ContainsKey("enum")
            && facts.Names.All(name => TextFit.Fits(keywords, name)) ? field : null;
    }

    private static JsonObject Arguments(ToolDefinition tool, PromptFacts facts) =>
        new SchemaSampler(tool.Schema, facts, optionalToo: false).Sample() as JsonObject ?? [];
}
