using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Chat;

/// <summary>A function tool with the schema that the call gave, untouched.</summary>
internal sealed class ChatTool : AIFunctionDeclaration
{
    private readonly Dictionary<string, object?> _properties = [];

    private ChatTool(JsonElement function)
    {
        Name = function.GetProperty("name").GetString()!;
        Description = function.TryGetProperty("description", out var description) ? description.GetString()! : "";
        JsonSchema = function.TryGetProperty("parameters", out var parameters)
            ? parameters
            : JsonDocument.Parse("""{"type":"object","properties":{}}""").RootElement;
    }

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement JsonSchema { get; }

    public override IReadOnlyDictionary<string, object?> AdditionalProperties => _properties;

    /// <param name="tool">The tool as the call gave it.</param>
    /// <param name="options">
    /// Where strictness may be asked for as a whole; the tool then says for itself what it wants.
    /// </param>
    public static ChatTool Read(JsonElement tool, ChatOptions options)
    {
        var function = tool.GetProperty("function");
        var made = new ChatTool(function);
        if (function.TryGetProperty("strict", out var strict))
        {
            made._properties["strict"] = strict.GetBoolean();
        }
        else if (options.AdditionalProperties?.ContainsKey("strict") is true)
        {
            made._properties["strict"] = null;
        }

        return made;
    }
}
