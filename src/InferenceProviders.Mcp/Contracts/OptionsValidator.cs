using System.Globalization;
using System.Runtime.CompilerServices;

namespace InferenceProviders.Mcp;

/// <summary>
/// Refuses options that cannot work, before anything is connected to, and takes a copy of what could still be changed.
/// </summary>
internal static class OptionsValidator
{
    public static McpToolsOptions Check(McpToolsOptions options)
    {
        AtLeast(1, options.MaxIterations);
        AtLeast(1, options.MaxParallelCalls);
        AtLeast(100, options.MaxResultCharacters);
        AtLeast(0, options.MaxResultMediaBytes);
        AtLeast(1, options.MaxOfferedTools);
        AtLeast(1, options.MaxOfferedToolTokens);
        AtLeast(0, options.MaxInstructionCharacters);
        Duration(options.ToolListLifetime);
        Duration(options.SessionIdleTimeout);
        ArgumentNullException.ThrowIfNull(options.MediaTypesForModel);
        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        ArgumentNullException.ThrowIfNull(options.Connection);
        Check(options.Connection);
        if (options.ApprovalDefault is not (McpApprovalDefault.Always or McpApprovalDefault.UnlessReadOnly))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.ApprovalDefault,
                $"{nameof(McpToolsOptions.ApprovalDefault)} must be Always or UnlessReadOnly.");
        }

        return options.OnServerFailure is McpFailureBehavior.TellModel or McpFailureBehavior.Throw
            ? options with { MediaTypesForModel = [.. options.MediaTypesForModel] }
            : throw new ArgumentOutOfRangeException(
                nameof(options), options.OnServerFailure,
                $"{nameof(McpToolsOptions.OnServerFailure)} must be TellModel or Throw.");
    }

    public static McpConnectionOptions Check(McpConnectionOptions connection)
    {
        Duration(connection.ConnectTimeout);
        Duration(connection.CallTimeout);
        Duration(connection.TaskTimeout);
        AtLeast(1024, connection.MaxResponseBytes);
        ProtocolVersion(connection.ProtocolVersion);
        return connection;
    }

    private static void AtLeast(long least, long value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value must be at least {least}.");
        }
    }

    /// <summary>Versions are dates. Which of them there are, the MCP library knows.</summary>
    public static void ProtocolVersion(string? value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value is not null
            && !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            throw new ArgumentException(
                $"'{value}' is not a version of the Model Context Protocol: a version is a date, such as 2025-06-18.",
                name);
        }
    }

    public static void Duration(TimeSpan value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value != Timeout.InfiniteTimeSpan && (value <= TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                name, value,
                "The time must be greater than zero and at most 24 days, or Timeout.InfiniteTimeSpan for no limit.");
        }
    }
}
