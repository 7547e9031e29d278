using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp;

/// <summary>
/// How a <see cref="McpStdioServer"/> is started. Immutable. Starting throws an <see cref="ArgumentException"/> that
/// names the option for a value outside its range.
/// </summary>
public sealed record McpStdioOptions
{
    /// <summary>The server's name, for errors and requests to the user. Default: the program's.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Variables for the process, in addition to <c>PATH</c>, <c>HOME</c> and their like. The rest of this process's
    /// environment is not handed on: it has tokens in it. A variable whose value is null is removed.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where the process runs. Default: the current directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Starting, with the handshake and the list of tools. Package runners may download in this time. Greater than zero
    /// and at most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>. Default: 60 seconds.
    /// </summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc cref="McpConnectionOptions.ProtocolVersion"/>
    public string? ProtocolVersion { get; init; }

    /// <summary>Receives every line that the process writes to its standard error.</summary>
    public Action<string>? ErrorOutput { get; init; }

    /// <inheritdoc cref="McpToolsOptions.SamplingClient"/>
    public IChatClient? SamplingClient { get; init; }

    /// <inheritdoc cref="McpToolsOptions.ElicitationHandler"/>
    public Func<McpElicitationRequest, CancellationToken, ValueTask<ElicitResult>>? ElicitationHandler { get; init; }

    /// <inheritdoc cref="McpToolsOptions.UrlHandler"/>
    public Func<McpUrlRequest, CancellationToken, ValueTask<bool>>? UrlHandler { get; init; }

    /// <summary>Returns a description without variables.</summary>
    public override string ToString() =>
        $"{nameof(McpStdioOptions)} {{ Name = {Name}, StartTimeout = {StartTimeout} }}";
}
