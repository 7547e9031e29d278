using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>A tool as its server lists it.</summary>
internal sealed class ListedTool(Tool tool)
{
    private AIFunctionDeclaration? _declaration;
    private int? _size;

    public string Name { get; } = tool.Name;

    /// <summary>As the server gave it.</summary>
    public Tool Definition => tool;

    /// <summary>Whether the server says that it changes nothing.</summary>
    public bool IsReadOnly => tool.Annotations?.ReadOnlyHint is true;

    public string Description => tool.Description ?? tool.Title ?? "";

    public string? Title => tool.Title ?? tool.Annotations?.Title;

    public JsonElement InputSchema => tool.InputSchema;

    /// <summary>How many characters the model is sent of it, about.</summary>
    public int Size => _size ??= Name.Length + Description.Length + tool.InputSchema.GetRawText().Length;

    /// <summary>
    /// The tool as a function for the model. The object is kept as long as the name stays the same: clients below cache
    /// what they write by object.
    /// </summary>
    public AIFunctionDeclaration Declare(string functionName)
    {
        if (_declaration is { } known && known.Name == functionName)
        {
            return known;
        }

        return _declaration = AIFunctionFactory.CreateDeclaration(
            functionName, Description, tool.InputSchema, tool.OutputSchema);
    }
}
