using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>A tool as its server lists it.</summary>
internal sealed class ListedTool(Tool tool)
{
    private AIFunctionDeclaration? _declaration;

    public string Name { get; } = tool.Name;

    /// <summary>
    /// The tool as a function for the model. The object is kept as long as the name stays the same: clients below cache what they write by object.
    /// </summary>
    public AIFunctionDeclaration Declare(string functionName)
    {
        if (_declaration is { } known && known.Name == functionName)
        {
            return known;
        }

        return _declaration = AIFunctionFactory.CreateDeclaration(functionName, tool.Description ?? tool.Title ?? "", tool.InputSchema, tool.OutputSchema);
    }
}
