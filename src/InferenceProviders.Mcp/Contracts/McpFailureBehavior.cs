namespace InferenceProviders.Mcp;

/// <summary>What happens when an MCP server fails, as distinct from a tool that reports an error.</summary>
public enum McpFailureBehavior
{
    /// <summary>
    /// The model is told, and goes on without: in the result of the call, or in the instructions when the server's
    /// tools could not even be listed.
    /// </summary>
    TellModel,

    /// <summary>The request ends with an <see cref="McpToolsException"/>.</summary>
    Throw,
}
