using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Gets to see the lines on a process's standard output that the MCP library cannot read and drops. A message behind a
/// byte order mark is a message still (modelcontextprotocol/typescript-sdk#2790); what else there is says why a server
/// does not answer. The library tells of such lines in its log only.
/// </summary>
/// <param name="deliver">Takes a message that was readable after all.</param>
internal sealed class StdoutNoise(Action<JsonRpcMessage> deliver) : ILoggerFactory, ILogger
{
    private const char ByteOrderMark = '\uFEFF';
    private const int MaxCharacters = 300;
    private volatile string? _last;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name?.Contains("MessageParse", StringComparison.Ordinal) is not true
            || state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        foreach (var (name, value) in values)
        {
            if (name.Equals("message", StringComparison.OrdinalIgnoreCase) && value is string line)
            {
                Take(line);
            }
        }
    }

    public void Dispose()
    {
    }

    /// <summary>A sentence with the last line that was no message, or nothing when all were.</summary>
    public override string ToString() =>
        _last is { } line
            ? $" On its standard output it wrote what is no message of the protocol: "
            + $"{(line.Length > MaxCharacters ? line[..MaxCharacters] : line)}"
            : "";

    private void Take(string line)
    {
        var text = line.TrimStart(ByteOrderMark);
        try
        {
            if (text.Length < line.Length
                && JsonSerializer.Deserialize(
                    text,
                    McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))) is JsonRpcMessage message)
            {
                deliver(message);
                return;
            }
        }
        catch (JsonException)
        {
            // Noise behind the mark, too.
        }

        _last = text;
    }
}
