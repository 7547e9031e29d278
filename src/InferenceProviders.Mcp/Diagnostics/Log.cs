using Microsoft.Extensions.Logging;

namespace InferenceProviders.Mcp.Diagnostics;

/// <summary>Every message that the library logs. None has headers, addresses, arguments or results in it.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Connected to MCP server {Server} (protocol {Version}, {Tools} tools) in {Milliseconds} ms.")]
    public static partial void Connected(ILogger logger, string server, string? version, int tools, long milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "MCP server {Server} cannot be used: {Kind}.")]
    public static partial void ConnectFailed(ILogger logger, string server, McpErrorKind kind);

    [LoggerMessage(3, LogLevel.Debug, "The session with MCP server {Server} is given up: {Reason}.")]
    public static partial void SessionRetired(ILogger logger, string server, string reason);

    [LoggerMessage(4, LogLevel.Debug, "{Server} ran {Tool} in {Milliseconds} ms.")]
    public static partial void CallDone(ILogger logger, string? server, string tool, long milliseconds);

    [LoggerMessage(5, LogLevel.Information, "The call of {Tool} at {Server} ended after {Milliseconds} ms with an error: {Kind}.")]
    public static partial void CallFailed(ILogger logger, string? server, string tool, long milliseconds, McpErrorKind kind);

    [LoggerMessage(6, LogLevel.Information, "The result of {Tool} at {Server} was over the limit and was cut.")]
    public static partial void ResultCut(ILogger logger, string? server, string tool);
}
