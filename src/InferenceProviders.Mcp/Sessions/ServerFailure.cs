using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using InferenceProviders.Shared;
using ModelContextProtocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Says what went wrong with a server, without what went into its headers and into the arguments of a call.
/// </summary>
internal static partial class ServerFailure
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
            : FormatMessage(key, exception, []);
        return new McpToolsException(
            Kind(exception), $"The MCP server {key} cannot be used: {reason}", Cause(key, exception, []))
        {
            ServerName = key.ServerName,
        };
    }

    public static McpErrorKind Kind(Exception exception) =>
        exception is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden }
            ? McpErrorKind.Unauthorized
            : McpErrorKind.ServerUnavailable;

    /// <summary>
    /// The reason in words. A server's answer is quoted, but what it may have echoed of the headers and of
    /// <paramref name="sent"/> is struck out, and it is cut: it can be a whole page.
    /// </summary>
    public static string FormatMessage(SessionKey key, Exception exception, IReadOnlyCollection<string> sent)
    {
        var cause = exception;
        while (cause.InnerException is { } inner && cause is not McpProtocolException
            and not HttpRequestException { StatusCode: not null })
        {
            cause = inner;
        }

        var text = Clean(key, Unescaped(cause.Message), sent);
        return text.Length > MaxWords ? string.Concat(text.AsSpan(0, MaxWords), "…") : text;
    }

    /// <summary>
    /// The exception as a cause to keep; none when a server's echo put something into it that was sent, since causes
    /// are logged whole.
    /// </summary>
    public static Exception? Cause(SessionKey key, Exception exception, IReadOnlyCollection<string> sent)
    {
        if (exception is OperationCanceledException)
        {
            return null;
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            var text = Unescaped(cause.Message);
            if (!ReferenceEquals(Clean(key, text, sent), text))
            {
                return null;
            }
        }

        return exception;
    }

    /// <summary>The text without what was sent; the same instance when nothing of it was there.</summary>
    private static string Clean(SessionKey key, string text, IReadOnlyCollection<string> sent)
    {
        var clean = Secrets(key).Aggregate(text, Redactor.Redact);
        var line = sent.Count == 0
            ? clean
            : string.Join(' ', clean.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var without = PromptRedactor.Redact(line, sent);
        return ReferenceEquals(without, line) ? clean : without;
    }

    /// <summary>The MCP library quotes bodies as they came: what is in them may be written in JSON's escapes.</summary>
    private static string Unescaped(string text) =>
        text.Contains("\\u", StringComparison.Ordinal)
            ? Escape()
            .Replace(
                text, static match =>
                $"{(char)ushort.Parse(match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}")
            : text;

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}")]
    private static partial Regex Escape();

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
