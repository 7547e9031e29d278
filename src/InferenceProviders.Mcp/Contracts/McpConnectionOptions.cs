using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;

namespace InferenceProviders.Mcp;

/// <summary>
/// How one MCP server is connected to. Immutable. A value outside its range throws an <see cref="ArgumentException"/>
/// that names the option, when a client is made or the server is asked for. Headers are the tool's:
/// <see cref="Microsoft.Extensions.AI.HostedMcpServerTool.Headers"/>.
/// </summary>
public sealed record McpConnectionOptions
{
    /// <summary>
    /// Connecting, with the handshake and the list of tools. Greater than zero and at most 24 days;
    /// <see cref="Timeout.InfiniteTimeSpan"/> switches it off. Default: 30 seconds.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// One call of a tool that does not run as a task, whatever progress it reports. A call that runs out is given up,
    /// and its outcome is unknown: the server may go on with it. Greater than zero and at most 24 days;
    /// <see cref="Timeout.InfiniteTimeSpan"/> switches it off. Default: 60 seconds.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// One call that the server runs as a task, from the moment when it says so: then this holds in place of
    /// <see cref="CallTimeout"/>. A task that runs out is canceled at the server, and its outcome is unknown. Greater
    /// than zero and at most 24 days; <see cref="Timeout.InfiniteTimeSpan"/> switches it off. Default: 30 minutes.
    /// </summary>
    public TimeSpan TaskTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Streamable HTTP, the older HTTP with server-sent events, or the first and then the second. Default:
    /// <see cref="HttpTransportMode.AutoDetect"/>.
    /// </summary>
    public HttpTransportMode TransportMode { get; init; } = HttpTransportMode.AutoDetect;

    /// <summary>
    /// The version of the protocol, such as <c>2025-06-18</c>, for a server that does not survive being asked for its
    /// own: a server that has another version is not used. Null, the default: the newest that both know. Servers from
    /// before 2026-07-28 are detected; where that takes long, a version given here saves the time.
    /// </summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>
    /// How many bytes the answer to one request may have, before it is read into results. A larger one is broken off.
    /// At least 1,024. Default: 64 MiB.
    /// </summary>
    public long MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Authorization by OAuth, as ModelContextProtocol does it. The tokens belong to these options: give every user
    /// options, and a token cache, of their own. A login in a browser counts as connecting, so give it a
    /// <see cref="ConnectTimeout"/> that a person can keep.
    /// </summary>
    public ClientOAuthOptions? OAuth { get; init; }

    /// <summary>
    /// Creates the handler for a session, for proxies or client certificates. It must not follow redirects, since these
    /// are followed within the server's own origin only, nor send a request twice, since a call could run twice. It is
    /// disposed with the session. Null: a handler of the library's own.
    /// </summary>
    public Func<HttpMessageHandler>? HttpMessageHandlerFactory { get; init; }

    /// <summary>Returns a description without secrets.</summary>
    public override string ToString() =>
        $"{nameof(McpConnectionOptions)} {{ ConnectTimeout = {ConnectTimeout}, CallTimeout = {CallTimeout}, "
        + $"TransportMode = {TransportMode}, OAuth = {OAuth is not null} }}";
}
