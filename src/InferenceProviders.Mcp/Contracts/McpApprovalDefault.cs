using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp;

/// <summary>
/// Which tools need an approval where <see cref="HostedMcpServerTool.ApprovalMode"/> does not say: all of a server
/// without a mode, and in the mode that lists tools those in neither list.
/// </summary>
public enum McpApprovalDefault
{
    /// <summary>All of them.</summary>
    Always,

    /// <summary>
    /// Those that may change something: all that the server does not mark as read-only (<c>readOnlyHint</c>). The mark
    /// is the server's own word: choose this for servers that you trust.
    /// </summary>
    UnlessReadOnly,
}
