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

    public bool NeedsApproval { get; } = server.NeedsApproval(tool.Name);

    public AIFunctionDeclaration Declaration => tool.Declare(FunctionName);
}
