namespace McpToolCalling;

/// <summary>Who connects to the MCP server and runs its tools.</summary>
internal enum Place
{
    /// <summary>This process, then the server.</summary>
    Both,

    /// <summary>This process: <c>UseMcpServerTools</c>.</summary>
    Client,

    /// <summary>The service, over the Responses API: it must be able to reach the MCP server.</summary>
    Server,
}
