namespace InferenceProviders.Mcp;

/// <summary>
/// What went wrong with an MCP server or a call. The names are also the
/// <see cref="Microsoft.Extensions.AI.ErrorContent.ErrorCode"/>s in the outputs of
/// <see cref="Microsoft.Extensions.AI.McpServerToolResultContent"/>.
/// </summary>
public enum McpErrorKind
{
    /// <summary>The tool ran, or the server answered in its place, and reports an error.</summary>
    ToolError,

    /// <summary>The server could not be reached or refused the request. The call was not run.</summary>
    ServerUnavailable,

    /// <summary>The server wants other credentials (HTTP 401 or 403). The call was not run.</summary>
    Unauthorized,

    /// <summary>
    /// The call had been sent when the connection broke, the time ran out or the request was canceled: it may have run,
    /// and is not run again.
    /// </summary>
    OutcomeUnknown,

    /// <summary>
    /// The model called a tool that <see cref="Microsoft.Extensions.AI.HostedMcpServerTool.AllowedTools"/> does not
    /// have. The call was not run.
    /// </summary>
    NotAllowed,

    /// <summary>The model called a tool that nobody has. The call was not run.</summary>
    UnknownTool,

    /// <summary>The model's arguments are not a JSON object. The call was not run.</summary>
    InvalidArguments,

    /// <summary>
    /// The model went on calling tools until <see cref="McpToolsOptions.MaxIterations"/> was reached.
    /// </summary>
    IterationLimit,
}
