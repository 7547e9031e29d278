using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp;

/// <summary>
/// How a <see cref="McpToolsChatClient"/> connects to MCP servers, calls their tools and hands on what they return.
/// Immutable. A value outside its range is an <see cref="ArgumentException"/> that names the option, when the client is
/// made.
/// </summary>
public sealed record McpToolsOptions
{
    /// <summary>
    /// How many times the model may be asked in one request. One more is an <see cref="McpToolsException"/> of kind
    /// <see cref="McpErrorKind.IterationLimit"/>. At least 1. Default: 40.
    /// </summary>
    public int MaxIterations { get; init; } = 40;

    /// <summary>
    /// How many of the calls that a model makes at once run at the same time. At least 1. Default: 8.
    /// </summary>
    public int MaxParallelCalls { get; init; } = 8;

    /// <summary>
    /// How many characters of text the result of one call may have. What is over is cut, with a note that says so to
    /// the model and the caller. The whole result stays in <see cref="AIContent.RawRepresentation"/>. At least 100.
    /// Default: 100,000.
    /// </summary>
    public int MaxResultCharacters { get; init; } = 100_000;

    /// <summary>
    /// How many bytes of images and other media the result of one call may have. A part that goes over is left out,
    /// with a note. At least 0. Default: 4 MiB.
    /// </summary>
    public long MaxResultMediaBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// The kinds of media that are handed on to the model; of any other it is told the type and the size. The caller
    /// sees all of them. Leave it empty for models that read text only. Default: PNG, JPEG, GIF and WebP images.
    /// </summary>
    public IReadOnlyList<string> MediaTypesForModel { get; init; } = [
        "image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>
    /// Which tools need an approval where <see cref="HostedMcpServerTool.ApprovalMode"/> does not say. Default: all of
    /// them.
    /// </summary>
    public McpApprovalDefault ApprovalDefault { get; init; } = McpApprovalDefault.Always;

    /// <summary>
    /// How many tools of MCP servers the model is offered at once. Where there are more, it is offered a function that
    /// searches them, and what it has found. A <see cref="HostedToolSearchTool"/> in the options asks for that whatever
    /// their number. At least 1. Default: 128.
    /// </summary>
    public int MaxOfferedTools { get; init; } = 128;

    /// <summary>
    /// How many tokens the tools of MCP servers may have together, as with <see cref="MaxOfferedTools"/>; four
    /// characters count as one. At least 1. Default: 40,000.
    /// </summary>
    public int MaxOfferedToolTokens { get; init; } = 40_000;

    /// <summary>
    /// How many characters of a server's own instructions are added to the model's. They are the server's words: set it
    /// to 0 for servers that you do not trust with them. At least 0. Default: 4,000.
    /// </summary>
    public int MaxInstructionCharacters { get; init; } = 4_000;

    /// <summary>
    /// What happens when a server cannot be reached, breaks off or does not answer in time. Errors that a tool reports
    /// always go to the model. Default: the model is told.
    /// </summary>
    public McpFailureBehavior OnServerFailure { get; init; } = McpFailureBehavior.TellModel;

    /// <summary>
    /// How long a server's list of tools is used at most. It is listed again sooner when the server names a shorter
    /// time to live (under five seconds count as five), or says that its tools have changed. Greater than zero and at
    /// most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>. Default: 5 minutes.
    /// </summary>
    public TimeSpan ToolListLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a connection without calls is kept. Greater than zero and at most 24 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Default: 10 minutes.
    /// </summary>
    public TimeSpan SessionIdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How servers are connected to for which <see cref="ConnectionFor"/> returns null. Default: that of new options.
    /// </summary>
    public McpConnectionOptions Connection { get; init; } = new();

    /// <summary>
    /// Returns the connection options of one server, or null for <see cref="Connection"/>. It is asked in every
    /// request, so return the same object for the same server and user: sessions are shared only by requests with equal
    /// address, headers and options. It must be thread-safe.
    /// </summary>
    public Func<HostedMcpServerTool, McpConnectionOptions?>? ConnectionFor { get; init; }

    /// <summary>
    /// The client that answers when a server asks for a completion ("sampling"). Null: servers are told that this is
    /// not supported. What the server wrote goes to the model as it is.
    /// </summary>
    public IChatClient? SamplingClient { get; init; }

    /// <summary>
    /// Answers when a server asks the user for input with a form ("elicitation"). Null: servers are told that this is
    /// not supported. It must be thread-safe.
    /// </summary>
    public Func<McpElicitationRequest, CancellationToken, ValueTask<ElicitResult>>? ElicitationHandler { get; init; }

    /// <summary>
    /// Answers when a server asks that the user visits a page ("elicitation by URL"), in a call or instead of one
    /// (error -32042): true when the user has been there, so that the call can go on or is made again; false when they
    /// would not. The time that it takes is not counted as the call's where the call is made again. Null: servers are
    /// told that this is not supported. It must be thread-safe.
    /// </summary>
    public Func<McpUrlRequest, CancellationToken, ValueTask<bool>>? UrlHandler { get; init; }

    /// <summary>Receives the progress that servers report during calls. Null: it is not asked for.</summary>
    public IProgress<McpToolProgress>? Progress { get; init; }

    /// <summary>Where the library logs. Headers, tokens, arguments and results are never logged.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock. Default: <see cref="System.TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Returns a description without headers.</summary>
    public override string ToString() =>
        $"{nameof(McpToolsOptions)} {{ MaxIterations = {MaxIterations}, OnServerFailure = {OnServerFailure} }}";
}
