using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp;

/// <summary>
/// The exception for client-side MCP that cannot continue. Errors of the model's client are not wrapped in it, wrong
/// arguments are <see cref="ArgumentException"/>s, cancellation is <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class McpToolsException : Exception
{
    /// <summary>Creates an error; useful in tests of code that handles errors.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">The message, for people; it must not contain secrets.</param>
    /// <param name="innerException">The cause, if another exception was it.</param>
    public McpToolsException(McpErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public McpErrorKind Kind { get; }

    /// <summary>The server's name, when one failed.</summary>
    public string? ServerName { get; init; }

    /// <summary>The tool's name on the server, when a call failed.</summary>
    public string? ToolName { get; init; }

    /// <summary>
    /// What the request had produced when it ended: the model's messages, with the calls that ran and their results.
    /// Append them to the history to go on from there; without them the model does not know what ran.
    /// </summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];
}
