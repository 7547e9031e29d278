using InferenceProviders.Mcp.Sessions;
using ModelContextProtocol.Client;

namespace InferenceProviders.Mcp;

/// <summary>
/// A local MCP server that runs as a child process and speaks over standard input and output. Its tools are
/// <see cref="Microsoft.Extensions.AI.AIFunction"/>s: put them into
/// <see cref="Microsoft.Extensions.AI.ChatOptions.Tools"/> of a chat client that invokes functions, or into a kernel.
/// Disposing ends the process.
/// </summary>
public sealed class McpStdioServer : IAsyncDisposable
{
    private McpStdioServer(
        McpClient client, IReadOnlyList<McpClientTool> tools, IReadOnlyDictionary<string, string> unusableTools)
    {
        Client = client;
        Tools = tools;
        UnusableTools = unusableTools;
    }

    /// <summary>The connection, for everything else that the server offers.</summary>
    public McpClient Client { get; }

    /// <summary>
    /// The tools as they were when the server was started;
    /// <see cref="McpClient.ListToolsAsync(ModelContextProtocol.RequestOptions?, CancellationToken)"/> of
    /// <see cref="Client"/> lists them anew.
    /// </summary>
    public IReadOnlyList<McpClientTool> Tools { get; }

    /// <summary>
    /// Tools that the server lists and that cannot be used, by name, with the reason: their definition cannot be read,
    /// or they run as tasks only and the server runs none. Empty, as a rule.
    /// </summary>
    public IReadOnlyDictionary<string, string> UnusableTools { get; }

    /// <summary>Starts a server from a command line.</summary>
    /// <param name="commandLine">
    /// As written in a terminal: <c>npx -y @modelcontextprotocol/server-filesystem "/home/me/my files"</c>. No shell
    /// reads it: there are quotes, but neither variables nor pipes.
    /// </param>
    /// <param name="options">Null for defaults.</param>
    /// <param name="cancellationToken">Gives up waiting, and ends the process.</param>
    /// <returns>A server that runs until it is disposed.</returns>
    /// <exception cref="ArgumentException">
    /// The command line is empty or has an open quote, or an option is wrong.
    /// </exception>
    /// <exception cref="McpToolsException">
    /// The process could not be started, ended, or did not answer in time. The message has its last words.
    /// </exception>
    public static async Task<McpStdioServer> StartAsync(
        string commandLine, McpStdioOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        var parts = CommandLine.Split(commandLine, nameof(commandLine));
        options ??= new();
        OptionsValidator.Duration(options.StartTimeout);
        OptionsValidator.ProtocolVersion(options.ProtocolVersion);
        ArgumentNullException.ThrowIfNull(options.Environment);
        var name = options.Name ?? Path.GetFileNameWithoutExtension(parts[0]);
        using var deadline = new Deadline(options.StartTimeout, TimeProvider.System, cancellationToken);
        var process = new ProcessOutput(options.ErrorOutput);
        try
        {
            return await Handshake.WithFallbackAsync(
                asksForVersion =>
                    StartAsync(parts, name, options, process, asksForVersion, deadline.Token), options.ProtocolVersion,
                    deadline).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reason = deadline.HasPassed
                ? $"it did not answer within {options.StartTimeout.TotalSeconds:0.###} seconds"
                : Reason(exception);
            throw new McpToolsException(
                McpErrorKind.ServerUnavailable, $"The MCP server '{name}' could not be started: {reason}.{process}",
                exception)
            {
                ServerName = name,
            };
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private static async Task<McpStdioServer> StartAsync(
        List<string> parts, string name, McpStdioOptions options, ProcessOutput process, bool asksForVersion,
            CancellationToken cancellationToken)
    {
        McpClient? client = null;
        try
        {
            TolerantTransport? transport = null;
            process.Stdout = new StdoutNoise(message => transport?.Deliver(message));
            transport = new TolerantTransport(
                new StdioClientTransport(Transport(parts, name, options, process.Stderr), process.Stdout),
                asksForVersion);
            var elicitation = new Elicitation(name, options.ElicitationHandler, options.UrlHandler);
            var clientOptions = ServerRequests.ClientOptions(
                options.ProtocolVersion, options.StartTimeout, elicitation, options.SamplingClient);
            client = await McpClient.CreateAsync(
                transport, clientOptions, loggerFactory: null, cancellationToken).ConfigureAwait(false);
            var tools = await client.ListToolsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return new McpStdioServer(client, [.. tools], transport.UnusableTools.ToDictionary(StringComparer.Ordinal));
        }
        catch
        {
            if (client is not null)
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>
    /// The innermost cause, without the words of the process, which the library puts behind it when it has them in
    /// time.
    /// </summary>
    private static string Reason(Exception exception) =>
        exception.GetBaseException().Message.Split('\n')[0].TrimEnd('\r', '.');

    private static StdioClientTransportOptions Transport(
        List<string> parts, string name, McpStdioOptions options, StderrTail stderr)
    {
        var environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables();
        foreach (var (variable, value) in options.Environment)
        {
            environment[variable] = value;
        }

        return new StdioClientTransportOptions
        {
            Command = parts[0],
            Arguments = parts[1..],
            Name = name,
            InheritEnvironmentVariables = false,
            EnvironmentVariables = environment,
            WorkingDirectory = options.WorkingDirectory,
            StandardErrorLines = stderr.Add,
        };
    }

    /// <summary>What the process wrote beside its answers, over both starts.</summary>
    private sealed class ProcessOutput(Action<string>? errorOutput)
    {
        public StderrTail Stderr { get; } = new(errorOutput);

        public StdoutNoise? Stdout { get; set; }

        public override string ToString() => $"{Stdout}{Stderr}";
    }
}
