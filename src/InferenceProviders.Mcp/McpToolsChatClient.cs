using System.Runtime.CompilerServices;
using InferenceProviders.Mcp.Calls;
using InferenceProviders.Mcp.Conversations;
using InferenceProviders.Mcp.Sessions;
using InferenceProviders.Mcp.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp;

/// <summary>
/// A chat client that runs <see cref="HostedMcpServerTool"/>s itself. Made by
/// <see cref="McpChatClientExtensions.UseMcpServerTools(IChatClient, McpToolsOptions?)"/>.
/// </summary>
/// <remarks>
/// <para>
/// It takes every <see cref="HostedMcpServerTool"/> out of the options, offers the tools of these servers to the model
/// as functions, runs what the model calls and asks the model again, until it calls no more. The caller sees
/// <see cref="McpServerToolCallContent"/> and <see cref="McpServerToolResultContent"/>, as from services that run such
/// tools themselves, and puts them into the history as they are; they survive JSON.
/// </para>
/// <para>
/// A call that needs an approval comes out as <see cref="ToolApprovalRequestContent"/>; it is run when a request has
/// the matching <see cref="ToolApprovalResponseContent"/> in its history, once. Without
/// <see cref="HostedMcpServerTool.ApprovalMode"/> every call needs one. While an approval of the last turn is open, the
/// model is not asked: the response has the results of what ran, if anything did.
/// </para>
/// <para>
/// Function calls that are the caller's own are left in the response, beside what ran here; send their results in the
/// next request.
/// </para>
/// <para>
/// Logs and exceptions have neither headers nor arguments in them, even where a server repeats them. The MCP library's
/// own spans (source <c>Experimental.ModelContextProtocol</c>) quote what servers and tools say in errors: leave that
/// source out where this must not be recorded.
/// </para>
/// <para>
/// Thread-safe. Connections are kept between requests until it is disposed; prefer <see cref="DisposeAsync"/>, which
/// waits until servers have been told.
/// </para>
/// </remarks>
public sealed class McpToolsChatClient : DelegatingChatClient, IAsyncDisposable
{
    private readonly McpToolsOptions _options;
    private readonly SessionPool _pool;
    private readonly ConversationLoop _loop;
    private readonly ContextReader _context;
    private bool _disposed;

    internal McpToolsChatClient(
        IChatClient innerClient, McpToolsOptions? options, ILoggerFactory? loggerFactory = null)
        : base(innerClient)
    {
        _options = OptionsValidator.Check(options ?? new());
        var logger = (_options.LoggerFactory ?? loggerFactory)?.CreateLogger<McpToolsChatClient>()
            ?? (ILogger)NullLogger.Instance;
        _pool = new SessionPool(_options, logger);
        _context = new ContextReader(_pool, _options);
        _loop = new ConversationLoop(new CallExecutor(new ToolCallRunner(_pool, _options, logger), _options));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// Two servers have the same name, or an address or a header is not valid.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The history approves a call at a server that the options do not have.
    /// </exception>
    /// <exception cref="McpToolsException">
    /// The model goes on calling tools, or a server failed and <see cref="McpFailureBehavior.Throw"/> was chosen.
    /// </exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (history, conversation) = Begin(messages, options);
        if (conversation is null)
        {
            return await base.GetResponseAsync(history, options, cancellationToken).ConfigureAwait(false);
        }

        var output = new WholeOutput(InnerClient);
        await foreach (var _ in _loop.RunAsync(conversation, history, output, cancellationToken).ConfigureAwait(false))
        {
        }

        return output.ToResponse();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// Two servers have the same name, or an address or a header is not valid.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The history approves a call at a server that the options do not have.
    /// </exception>
    /// <exception cref="McpToolsException">
    /// The model goes on calling tools, or a server failed and <see cref="McpFailureBehavior.Throw"/> was chosen.
    /// </exception>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (history, conversation) = Begin(messages, options);
        var updates = conversation is null
            ? base.GetStreamingResponseAsync(history, options, cancellationToken)
            : _loop.RunAsync(conversation, history, new StreamedOutput(InnerClient), cancellationToken);
        await foreach (var update in updates.ConfigureAwait(false))
        {
            yield return update;
        }
    }

    /// <summary>Lists a server's tools, and those that it lists and that cannot be used.</summary>
    /// <param name="server">
    /// The server, as it stands in <see cref="ChatOptions.Tools"/>; its allowed tools do not matter here.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>
    /// The list that requests use, too: it is not older than <see cref="McpToolsOptions.ToolListLifetime"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The server's address or a header is not valid.</exception>
    /// <exception cref="McpToolsException">The server cannot be used.</exception>
    public Task<McpToolList> ListToolsAsync(
        HostedMcpServerTool server, CancellationToken cancellationToken = default) =>
        _context.ToolsAsync(ServerOf(server), cancellationToken);

    /// <summary>
    /// Lists what a server has for reading: files, records, pages. Over the same connection as its tools.
    /// </summary>
    /// <param name="server">
    /// The server, as it stands in <see cref="ChatOptions.Tools"/>; its allowed tools and approvals do not matter here.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>All of them; none when the server has no resources.</returns>
    /// <exception cref="ArgumentException">The server's address or a header is not valid.</exception>
    /// <exception cref="McpToolsException">The server cannot be used, or refuses.</exception>
    public Task<IReadOnlyList<Resource>> ListResourcesAsync(
        HostedMcpServerTool server, CancellationToken cancellationToken = default) =>
        _context.ResourcesAsync(ServerOf(server), cancellationToken);

    /// <summary>Reads a resource of a server, to be put into a message.</summary>
    /// <param name="server">The server, as it stands in <see cref="ChatOptions.Tools"/>.</param>
    /// <param name="uri">
    /// The resource's <see cref="Resource.Uri"/>, or one made from a template of the server's.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>
    /// Text as text, other bytes as data, within the limits that <see cref="McpToolsOptions"/> has for results.
    /// </returns>
    /// <exception cref="ArgumentException">The server's address or a header is not valid.</exception>
    /// <exception cref="McpToolsException">The server cannot be used, or refuses.</exception>
    public Task<IList<AIContent>> ReadResourceAsync(
        HostedMcpServerTool server, string uri, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uri);
        return _context.ReadAsync(ServerOf(server), uri, cancellationToken);
    }

    /// <summary>Lists the prompts that a server has ready, with their arguments.</summary>
    /// <param name="server">The server, as it stands in <see cref="ChatOptions.Tools"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>All of them; none when the server has no prompts.</returns>
    /// <exception cref="ArgumentException">The server's address or a header is not valid.</exception>
    /// <exception cref="McpToolsException">The server cannot be used, or refuses.</exception>
    public Task<IReadOnlyList<Prompt>> ListPromptsAsync(
        HostedMcpServerTool server, CancellationToken cancellationToken = default) =>
        _context.PromptsAsync(ServerOf(server), cancellationToken);

    /// <summary>Gets a prompt of a server, as messages to begin or go on a conversation with.</summary>
    /// <param name="server">The server, as it stands in <see cref="ChatOptions.Tools"/>.</param>
    /// <param name="name">The prompt's <see cref="Prompt.Name"/>.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The messages, of the user and of the assistant.</returns>
    /// <exception cref="ArgumentException">The server's address or a header is not valid.</exception>
    /// <exception cref="McpToolsException">The server cannot be used, or refuses.</exception>
    public Task<IList<ChatMessage>> GetPromptAsync(
        HostedMcpServerTool server, string name, IReadOnlyDictionary<string, object?>? arguments = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return _context.PromptAsync(ServerOf(server), name, arguments, cancellationToken);
    }

    /// <summary>
    /// Closes the connections and waits until servers have been told, for five seconds at most; then disposes the inner
    /// client.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Begins to close the connections, without waiting, and disposes the inner client.</summary>
    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _ = _pool.DisposeAsync().AsTask();
        }

        base.Dispose(disposing);
    }

    private McpServer ServerOf(HostedMcpServerTool server)
    {
        ArgumentNullException.ThrowIfNull(server);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return McpServer.From(server, _options);
    }

    private (List<ChatMessage> History, Conversation? Conversation) Begin(
        IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ObjectDisposedException.ThrowIf(_disposed, this);
        List<ChatMessage> history = [.. messages];
        var servers = McpServer.From(options?.Tools, _options);
        return servers.Count == 0 && !history.Exists(ApprovalIndex.Concerns)
            ? (history, null)
            : (history, new Conversation(InnerClient, options, servers, _pool, _options));
    }
}
