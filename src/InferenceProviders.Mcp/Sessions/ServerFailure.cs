using System.Net;
using ModelContextProtocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>Says what went wrong with a server, without what went into its headers.</summary>
internal static class ServerFailure
{
    private const int MaxWords = 500;

    /// <summary>For a server that could not be connected to, or whose tools could not be listed.</summary>
    public static McpToolsException Describe(SessionKey key, Exception exception, Deadline deadline)
    {
        if (exception is McpToolsException known)
        {
            return known;
        }

        var reason = deadline.HasPassed
            ? $"it did not answer within {deadline.Timeout.TotalSeconds:0.###} seconds"
            : Words(key, exception);
        return new McpToolsException(Kind(exception), $"The MCP server {key} cannot be used: {reason}", Cause(key, exception))
        {
            ServerName = key.ServerName,
        };
    }

    public static McpErrorKind Kind(Exception exception) =>
        exception is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } ? McpErrorKind.Unauthorized : McpErrorKind.ServerUnavailable;

    /// <summary>
    /// The reason in words. A server's answer is quoted, but what it may have echoed of the headers is struck out, and it is cut: it can be a whole page.
    /// </summary>
    public static string Words(SessionKey key, Exception exception)
    {
        var cause = exception;
        while (cause.InnerException is { } inner && cause is not McpProtocolException and not HttpRequestException { StatusCode: not null })
        {
            cause = inner;
        }

        var text = Secrets(key).Aggregate(cause.Message, static (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));
        return text.Length > MaxWords ? string.Concat(text.AsSpan(0, MaxWords), "…") : text;
    }

    /// <summary>The exception as a cause to keep; none when a server's echo put a secret into it, since causes are logged whole.</summary>
    public static Exception? Cause(SessionKey key, Exception exception)
    {
        var text = exception.ToString();
        return exception is OperationCanceledException || Secrets(key).Any(secret => text.Contains(secret, StringComparison.Ordinal)) ? null : exception;
    }

    private static IEnumerable<string> Secrets(SessionKey key)
    {
        var query = key.Address.Query.TrimStart('?').Split('&').Select(static pair => pair[(pair.IndexOf('=') + 1)..]);
        return key.Headers.Values
            .Concat(key.Headers.Values.SelectMany(static value => value.Split(' ')))
            .Concat(query)
            .Concat(query.Select(Uri.UnescapeDataString))
            .Where(static value => value.Length >= 6 && !value.Equals("Bearer", StringComparison.OrdinalIgnoreCase));
    }
}
