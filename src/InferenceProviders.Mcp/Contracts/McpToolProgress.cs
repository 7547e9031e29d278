namespace InferenceProviders.Mcp;

/// <summary>Progress of a call, as the server reports it.</summary>
/// <param name="ServerName">The server, as the tool in the options names it.</param>
/// <param name="ToolName">The tool's name on the server.</param>
/// <param name="CallId">The id of the call's <see cref="Microsoft.Extensions.AI.McpServerToolCallContent"/>.</param>
/// <param name="Progress">
/// A number that grows with every report, in the server's own unit. For a task that tells its state in words only, it
/// is the number of reports so far.
/// </param>
/// <param name="Total">
/// The number that <paramref name="Progress"/> ends with; null when the server does not say.
/// </param>
/// <param name="Message">The server's own words, if any.</param>
public sealed record McpToolProgress(
    string ServerName, string ToolName, string CallId, double Progress, double? Total, string? Message);
