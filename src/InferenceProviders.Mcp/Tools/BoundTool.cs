using System.Text.Json;
using InferenceProviders.Mcp.Sessions;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Tools;

/// <summary>A server's tool as this request offers it to the model.</summary>
internal sealed class BoundTool(McpServer server, ListedTool tool, string functionName)
{
    public McpServer Server { get; } = server;

    /// <summary>The name on the server.</summary>
    public string Name => tool.Name;

    /// <summary>The name for the model.</summary>
    public string FunctionName { get; } = functionName;

    public bool IsAllowed { get; } = server.Allows(tool.Name);

    public bool NeedsApproval { get; } = server.NeedsApproval(tool);

    /// <summary>The words that it can be found by, with their weights.</summary>
    public IReadOnlyDictionary<string, double> Words => field ??= WordsOf();

    /// <summary>How many characters the model is sent of it, about.</summary>
    public int Size => tool.Size;

    public AIFunctionDeclaration Declaration => tool.Declare(FunctionName);

    private Dictionary<string, double> WordsOf()
    {
        const double InName = 3, InText = 1, InParameters = 0.5;
        Dictionary<string, double> words = new(StringComparer.Ordinal);
        Add(tool.Name, InName);
        Add(tool.Title ?? "", InName);
        Add(Server.Name, InText);
        Add(tool.Description, InText);
        if (tool.InputSchema.TryGetProperty("properties", out var properties)
            && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                Add(property.Name, InParameters);
            }
        }

        return words;

        void Add(string text, double weight)
        {
            foreach (var word in ToolSearch.Split(text))
            {
                words[word] = Math.Max(weight, words.GetValueOrDefault(word));
            }
        }
    }
}
